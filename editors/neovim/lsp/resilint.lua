-- resilint's language server for Neovim 0.11 and later: `vim.lsp.enable('resilint')`.
-- Settings have the same names as in every other editor; see docs/editors.md.
---@type vim.lsp.Config
return {
  cmd = { 'resilint', 'lsp' },
  filetypes = { 'terraform', 'terraform-vars', 'opentofu', 'opentofu-vars', 'hcl', 'toml' },
  root_dir = function(buffer, start)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(buffer))
    if vim.bo[buffer].filetype == 'toml' and name ~= 'resilint.toml' and name ~= '.resilint.toml' then
      return -- not ours
    end
    start(vim.fs.root(buffer, { 'resilint.toml', '.resilint.toml' })
      or vim.fs.root(buffer, { '.git', '.terraform' })
      or vim.fs.dirname(vim.api.nvim_buf_get_name(buffer)))
  end,
  settings = { resilint = {} },
  capabilities = { experimental = { resilint = { showText = true } } },
  commands = {
    ['resilint.showReferences'] = function(command, context)
      require('resilint').show_references(command, context)
    end,
  },
  handlers = {
    ['resilint/showText'] = function(_, page)
      require('resilint').show_page(page.title, page.markdown)
    end,
    ['resilint/status'] = function(_, status)
      require('resilint').status = status
      vim.cmd.redrawstatus({ bang = true })
    end,
  },
}
