-- Tenon's language server in Neovim, 0.7 or later: `require("tenon").setup()`.
--
-- Neovim 0.11 has a configuration of its own for servers, and that is used there (see `lsp/tenon.lua`). Before, clients are
-- started here: one for each module.

local M = {}

local uv = vim.uv or vim.loop

--- What `setup` changes.
M.config = {
  -- The server.
  cmd = { "tenon", "lsp" },
  -- Where it is attached. YAML and JSON files only where there is a module around them.
  filetypes = { "cue", "yaml", "json" },
  -- What the server reads: `concrete`, `tags`, `inlayHints`, `schemas`.
  settings = {},
  -- Called with the client and the number of the buffer, as with any other server.
  on_attach = nil,
  -- What the client can do, where another plugin adds to it.
  capabilities = nil,
}

--- The folder at or above `path` that has one of `names` in it.
local function above(path, names)
  local folder = path
  while true do
    for _, name in ipairs(names) do
      if uv.fs_stat(folder .. "/" .. name) then
        return folder
      end
    end
    local parent = vim.fn.fnamemodify(folder, ":h")
    if parent == folder then
      return nil
    end
    folder = parent
  end
end

--- The folder that the server of a buffer works in; nil where the buffer has none.
function M.root(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name == "" or name:match("^%w%w+://") then
    return nil
  end
  local folder = vim.fn.fnamemodify(name, ":p:h")
  local module = above(folder, { "cue.mod" })
  if module or vim.bo[bufnr].filetype ~= "cue" then
    return module
  end
  return above(folder, { ".git" }) or folder
end

--- The settings as the server asks for them.
local function settings()
  -- An empty table would be sent as a list.
  return { tenon = next(M.config.settings) and M.config.settings or vim.empty_dict() }
end

--- The clients by root.
local clients = {}

--- Starts a client for the buffer's module, or attaches the one that is there.
local function attach(bufnr)
  local root = M.root(bufnr)
  if not root then
    return
  end
  if not clients[root] then
    clients[root] = vim.lsp.start_client({
      name = "tenon",
      cmd = M.config.cmd,
      root_dir = root,
      workspace_folders = { { name = root, uri = vim.uri_from_fname(root) } },
      init_options = settings().tenon,
      settings = settings(),
      capabilities = M.config.capabilities or vim.lsp.protocol.make_client_capabilities(),
      on_init = function(client)
        client.notify("workspace/didChangeConfiguration", { settings = settings() })
      end,
      on_attach = M.config.on_attach,
      on_exit = function()
        clients[root] = nil
      end,
    })
  end
  if clients[root] then
    vim.lsp.buf_attach_client(bufnr, clients[root])
  end
end

--- Attaches the server to files that are opened from now on. `config` replaces parts of `M.config`.
function M.setup(config)
  M.config = vim.tbl_deep_extend("force", M.config, config or {})
  if vim.lsp.config then
    vim.lsp.config("tenon", {
      cmd = M.config.cmd,
      filetypes = M.config.filetypes,
      init_options = settings().tenon,
      settings = settings(),
      on_attach = M.config.on_attach,
      capabilities = M.config.capabilities,
    })
    vim.lsp.enable("tenon")
    return
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("tenon", {}),
    pattern = M.config.filetypes,
    callback = function(event)
      attach(event.buf)
    end,
  })
end

return M
