-- resilint's language server for Neovim 0.11 and later: `vim.lsp.enable('resilint')`.
-- Settings have the same names as in every other editor; see docs/editors.md.
---@type vim.lsp.Config
return {
  cmd = { 'resilint', 'lsp' },
  filetypes = { 'terraform', 'terraform-vars', 'opentofu', 'opentofu-vars', 'hcl' },
  root_markers = { { 'resilint.toml', '.resilint.toml' }, '.git', '.terraform' },
  settings = { resilint = {} },
}
