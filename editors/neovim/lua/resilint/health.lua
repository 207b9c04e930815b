-- `:checkhealth resilint`
local M = {}

function M.check()
  local health = vim.health
  health.start('resilint')
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. tostring(vim.version()))
  else
    health.error('Neovim 0.11 or later is needed', 'upgrade Neovim')
  end

  local config = vim.lsp.config and vim.lsp.config['resilint']
  local command = config and config.cmd and config.cmd[1] or 'resilint'
  if vim.fn.executable(command) == 1 then
    local result = vim.system({ command, '--version' }, { text = true }):wait()
    health.ok(vim.trim(result.stdout or '') .. ' (' .. vim.fn.exepath(command) .. ')')
  else
    health.error('`' .. command .. '` is not executable', 'install resilint, or set `cmd` in vim.lsp.config("resilint")')
  end

  if vim.lsp.is_enabled and not vim.lsp.is_enabled('resilint') then
    health.warn('the server is not enabled', "put `vim.lsp.enable('resilint')` into your configuration")
  end
  local clients = vim.lsp.get_clients({ name = 'resilint' })
  if #clients == 0 then
    health.info('no running server; open a Terraform file')
  end
  for _, client in ipairs(clients) do
    local version = client.server_info and client.server_info.version or 'unknown version'
    health.ok(('server %s, root %s, positions in %s'):format(version, client.root_dir or '(none)', client.offset_encoding))
  end
end

return M
