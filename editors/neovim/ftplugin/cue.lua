-- As `tenon fmt` writes it: tabs; and comments.
vim.bo.expandtab = false
vim.bo.shiftwidth = 0
vim.bo.commentstring = "// %s"
vim.bo.comments = "://"
vim.bo.formatoptions = vim.bo.formatoptions:gsub("t", "") .. "croql"
vim.b.undo_ftplugin = "setlocal expandtab< shiftwidth< commentstring< comments< formatoptions<"
