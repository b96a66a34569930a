-- For Neovim 0.11 and later: `vim.lsp.enable("tenon")` is enough where this folder is in 'runtimepath'.
return {
  cmd = { "tenon", "lsp" },
  filetypes = { "cue", "yaml", "json" },
  root_dir = function(bufnr, start)
    local root = require("tenon").root(bufnr)
    if root then
      start(root)
    end
  end,
}
