-- `:Resilint graph|simulate|env|explain|restart`
vim.api.nvim_create_user_command('Resilint', function(arguments) require('resilint').command(arguments) end, {
  nargs = '+',
  desc = 'resilint: graph, simulate, env, explain, restart',
  complete = function(lead, line) return require('resilint').complete(lead, line) end,
})
