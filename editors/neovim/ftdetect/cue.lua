-- Neovim 0.7 does not know the language.
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  pattern = "*.cue",
  callback = function()
    vim.bo.filetype = "cue"
  end,
})
