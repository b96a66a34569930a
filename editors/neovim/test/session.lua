-- What somebody does who opens a module with a mistake in it: sees the mistake, mends it, jumps, reads, completes, renames,
-- formats. Every step goes through Neovim's own client and waits for what it expects; nothing sleeps.

local WAIT = 20000 -- milliseconds that a step may take

local module = os.getenv("TENON_MODULE")
local passed, failed = 0, 0

--- Counts a step, and says what was found where it failed.
local function check(name, ok, found)
  if ok then
    passed = passed + 1
    print("ok: " .. name .. "\n")
  else
    failed = failed + 1
    print("FAILED: " .. name .. "\n  found: " .. (type(found) == "string" and found or vim.inspect(found)) .. "\n")
  end
end

--- Polls until `condition` returns something, and returns that.
local function await(condition)
  local value
  vim.wait(WAIT, function()
    value = condition()
    return value
  end, 20)
  return value
end

--- One step; an error in it is a failure of it.
local function step(name, body)
  local ok, result, found = pcall(body)
  if not ok then
    check(name, false, result)
  else
    check(name, result, found)
  end
end

local function edit(file)
  vim.cmd("silent edit " .. vim.fn.fnameescape(module .. "/" .. file))
  return vim.api.nvim_get_current_buf()
end

local function lines(buf)
  return table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, true), "\n")
end

--- Puts the cursor on the first `word` at or below the first line that contains `after`.
local function cursor_on(word, after)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  if after and vim.fn.search("\\V" .. after, "cW") == 0 then
    error("no line with " .. after)
  end
  if vim.fn.search("\\V" .. word, "cW") == 0 then
    error("no " .. word)
  end
end

local function replace_line(buf, old, new)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buf, 0, -1, true)) do
    if line == old then
      return vim.api.nvim_buf_set_lines(buf, number - 1, number, true, new)
    end
  end
  error("no line: " .. old)
end

local function client_of(buf)
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == "tenon" and client.initialized and vim.lsp.buf_is_attached(buf, client.id) then
      return client
    end
  end
end

local function errors(buf)
  return vim.diagnostic.get(buf, { severity = vim.diagnostic.severity.ERROR })
end

--- Says how it went, and ends.
local function finish()
  print(string.format("%d passed, %d failed\n", passed, failed))
  vim.cmd(failed == 0 and "qall!" or "cquit")
end

local exit_code
require("tenon").setup({ cmd = { os.getenv("TENON_BINARY"), "lsp" } })
if vim.lsp.config then
  vim.lsp.config("tenon", { on_exit = function(code) exit_code = code end })
else
  local start = vim.lsp.start_client
  vim.lsp.start_client = function(config)
    local on_exit = config.on_exit
    config.on_exit = function(code, ...)
      exit_code = code
      on_exit(code, ...)
    end
    return start(config)
  end
end

local goods = edit("goods.cue")

step("the file is CUE, indented with tabs", function()
  return vim.bo.filetype == "cue" and not vim.bo.expandtab, { vim.bo.filetype, vim.bo.expandtab }
end)

step("the server is attached", function()
  return await(function() return client_of(goods) end), "no client"
end)
if failed > 0 then
  return finish()
end

step("the mistake is shown where it is", function()
  local found = await(function() return errors(goods)[1] end)
  local ok = found and found.lnum == 8 and found.message:find("-5", 1, true) and tostring(found.code):match("^E%d%d%d%d$")
  return ok, found or "no diagnostic"
end)

step("mended, it is gone", function()
  replace_line(goods, "\tprice: -5", { "\tprice: 5" })
  return await(function() return #errors(goods) == 0 end), errors(goods)
end)

step("a reference leads to its definition, in another file", function()
  cursor_on("#Item")
  vim.lsp.buf.definition()
  local at = await(function()
    local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ":t")
    return name == "schema.cue" and vim.api.nvim_win_get_cursor(0)
  end)
  return at and at[1] == 4, at or vim.api.nvim_buf_get_name(0)
end)

step("hover shows the documentation and the value", function()
  vim.api.nvim_set_current_buf(goods)
  cursor_on("price", "items: ink")
  vim.lsp.buf.hover()
  local text = await(function()
    for _, win in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(win).relative ~= "" then
        local shown = lines(vim.api.nvim_win_get_buf(win))
        vim.api.nvim_win_close(win, true)
        return shown
      end
    end
  end)
  return text and text:find("In cents", 1, true) and text:find("5", 1, true), text or "no window"
end)

step("completion offers the field that is missing", function()
  replace_line(goods, "\tprice: 5", { "\tprice: 5", "\t" })
  vim.api.nvim_set_current_buf(goods)
  cursor_on("price: 5")
  vim.api.nvim_win_set_cursor(0, { vim.fn.line(".") + 1, 1 })
  local client = client_of(goods)
  -- The cursor is at the end of the line in insert mode, and before the end in normal mode.
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  params.position.character = 1
  local answers = vim.lsp.buf_request_sync(goods, "textDocument/completion", params, WAIT) or {}
  local labels = {}
  for _, answer in pairs(answers) do
    local result = answer.result or {}
    for _, item in ipairs(result.items or result) do
      table.insert(labels, (item.label:gsub("[?!:].*$", "")))
    end
  end
  replace_line(goods, "\t", {})
  return vim.tbl_contains(labels, "stock"), labels
end)

step("a definition is renamed in both files", function()
  local schema = edit("schema.cue")
  vim.api.nvim_set_current_buf(goods)
  cursor_on("#Item")
  vim.lsp.buf.rename("#Product")
  local done = await(function()
    local both = lines(schema) .. lines(goods)
    return not both:find("#Item", 1, true)
      and lines(goods):find("spare: #Product & {", 1, true)
      and lines(schema):find("#Product: {", 1, true)
      and lines(schema):find("[string]: #Product", 1, true)
  end)
  return done, lines(schema) .. "\n" .. lines(goods)
end)

step("after that nothing is wrong", function()
  -- A new mistake makes sure that the answer is not an old one.
  replace_line(goods, "\tprice: 120", { '\tprice: "free"' })
  local seen = await(function() return #errors(goods) > 0 end)
  replace_line(goods, '\tprice: "free"', { "\tprice: 120" })
  return seen and await(function() return #errors(goods) == 0 end), errors(goods)
end)

step("formatting aligns what is not aligned", function()
  vim.api.nvim_set_current_buf(goods)
  replace_line(goods, '\tname:  "Pen"', { '    name:    "Pen"' })
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ bufnr = goods, timeout_ms = WAIT })
  else
    vim.lsp.buf.formatting_sync(nil, WAIT)
  end
  return lines(goods):find('\n\tname:  "Pen"\n', 1, true), lines(goods)
end)

step("the server ends when it is told to", function()
  local client = client_of(goods)
  vim.lsp.stop_client(client.id)
  return await(function() return exit_code end) == 0, exit_code or "still there"
end)

finish()
