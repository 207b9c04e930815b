-- Neovim as a user has it: diagnostics, hover, code action, completion, inlay hints, :Resilint, unsaved text, another file of the module, deletion.
-- Run by `tests/clients/run`: nvim --clean --headless -l neovim.lua BINARY WORKSPACE REPOSITORY

local binary, workspace, repository = _G.arg[1], _G.arg[2], _G.arg[3]
local failures = 0

local function check(name, condition, detail)
  if condition then
    print('ok   ' .. name)
  else
    failures = failures + 1
    print('FAIL ' .. name .. (detail and (': ' .. detail) or ''))
  end
end

local function wait(condition)
  return vim.wait(10000, condition, 20)
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    found[#found + 1] = tostring(diagnostic.code)
  end
  table.sort(found)
  return found
end

local function has(buffer, code)
  return vim.list_contains(codes(buffer), code)
end

local function buffer_of(path)
  return vim.fn.bufadd(workspace .. '/' .. path)
end

vim.opt.runtimepath:append(repository .. '/editors/neovim')
vim.filetype.add({ extension = { tf = 'terraform', tfvars = 'terraform-vars' } })
vim.cmd('filetype on')
vim.cmd('runtime plugin/resilint.lua')
vim.lsp.config('resilint', {
  cmd = { binary, 'lsp' },
  settings = { resilint = { inlayHints = { placement = true, values = true }, codeLens = { dependents = true, singlePoints = true } } },
})
vim.lsp.enable('resilint')

vim.cmd.edit(workspace .. '/main.tf')
local main = vim.api.nvim_get_current_buf()
local rule = 'single-az-database'
check('a finding appears', wait(function() return has(main, rule) end), table.concat(codes(main), ' '))

local client = vim.lsp.get_clients({ name = 'resilint' })[1]
check('the client is attached', client ~= nil)
check('positions are utf-8', client and client.offset_encoding == 'utf-8', client and client.offset_encoding)
check('the server says its version', client and client.server_info and client.server_info.version ~= nil)

local finding = vim.tbl_filter(function(d) return d.code == rule end, vim.diagnostic.get(main))[1]
check('it points at the argument of the call', finding and finding.lnum == 6, finding and tostring(finding.lnum))
check('it says who found it', finding and finding.source == 'resilint')
check('an unopened file has diagnostics', wait(function() return #vim.diagnostic.get(buffer_of('queue.tf')) > 0 end))

-- Hover on the resource of the module.
local hovered = client:request_sync('textDocument/hover', {
  textDocument = { uri = vim.uri_from_fname(workspace .. '/modules/db/main.tf') },
  position = { line = 5, character = 12 },
}, 5000, main)
local text = hovered and hovered.result and hovered.result.contents and (hovered.result.contents.value or '')
check('hover tells the region', text and text:find('eu%-west%-1') ~= nil, tostring(text))

-- Unsaved text counts: repair it without saving.
vim.api.nvim_buf_set_lines(main, 6, 7, false, { '  multi_az = true' })
check('unsaved text is judged', wait(function() return not has(main, rule) end), table.concat(codes(main), ' '))
vim.cmd('silent undo')
check('undo brings it back', wait(function() return has(main, rule) end))

-- The fix through the code action menu.
vim.api.nvim_win_set_cursor(0, { 7, 14 })
local applied = false
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) applied = applied or action.kind == 'quickfix'; return action.kind == 'quickfix' and action.isPreferred == true end,
})
check('the fix is applied', wait(function() return not has(main, rule) end), table.concat(codes(main), ' '))
local line = vim.api.nvim_buf_get_lines(main, 6, 7, false)[1]
check('the fix edits the deciding value', line:match('multi_az%s*=%s*true') ~= nil, line)
vim.cmd('silent edit!')
check('reloading brings it back', wait(function() return has(main, rule) end))

-- Completion in a comment, and in the settings file.
local function labels(buffer, line, character)
  local answer = client:request_sync('textDocument/completion', {
    textDocument = { uri = vim.uri_from_bufnr(buffer) },
    position = { line = line, character = character },
  }, 5000, buffer)
  return vim.tbl_map(function(item) return item.label end, answer and answer.result or {})
end
vim.api.nvim_buf_set_lines(main, 6, 6, false, { '  # resilint:ignore ' })
local proposed = labels(main, 6, 20)
check('rules are proposed in a comment', vim.list_contains(proposed, rule), table.concat(proposed, ' '))
vim.cmd('silent edit!')
check('reloading takes the comment away', wait(function() return has(main, rule) end))
vim.cmd.edit(workspace .. '/resilint.toml')
local settings = vim.api.nvim_get_current_buf()
check('the settings file has the server', wait(function() return #vim.lsp.get_clients({ bufnr = settings, name = 'resilint' }) == 1 end))
vim.api.nvim_buf_set_lines(settings, 1, 2, false, { 'profile = ""' })
proposed = labels(settings, 1, 11)
check('profiles are proposed', vim.list_contains(proposed, 'critical'), table.concat(proposed, ' '))
vim.cmd('silent edit!')

-- Commands.
local function page(name)
  return wait(function() return vim.fn.bufnr('resilint://' .. name) ~= -1 end)
    and table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr('resilint://' .. name), 0, -1, false), '\n') or ''
end
vim.cmd('Resilint simulate region:eu-west-1')
check('a failure is simulated', page('simulate region:eu-west-1'):find('aws_db_instance') ~= nil)
vim.cmd('close')
vim.cmd('Resilint graph mermaid')
check('the graph is shown', page('graph.mermaid'):find('flowchart') ~= nil, page('graph.mermaid'))
vim.cmd('close')
vim.cmd('Resilint explain ' .. rule)
check('a rule is explained', page(rule):find('availability zone') ~= nil, page(rule))
vim.cmd('close')
vim.cmd('Resilint env prod')
check('an environment is chosen', wait(function() return (require('resilint').status or {}).environment == 'prod' end))
vim.cmd('Resilint env none')
check('and put back', wait(function() return (require('resilint').status or {}).environment == nil end))
check('subcommands are completed', vim.deep_equal(vim.fn.getcompletion('Resilint gr', 'cmdline'), { 'graph' }))
vim.cmd('checkhealth resilint')
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
check('the health check is content', health:find('ERROR') == nil and health:find('positions in utf%-8') ~= nil, health)
vim.cmd('silent! close')

-- Another file of the module decides.
vim.cmd.edit(workspace .. '/modules/db/main.tf')
local module = vim.api.nvim_get_current_buf()
vim.lsp.inlay_hint.enable(true)
local function hints()
  return table.concat(vim.tbl_map(function(hint) return hint.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = module })), '; ')
end
check('inlay hints tell zones and values', wait(function() return hints():find('1 zone') ~= nil and hints():find('= false') ~= nil end), hints())
vim.wait(200)
local lines = vim.api.nvim_buf_get_lines(module, 0, -1, false)
for index, content in ipairs(lines) do
  lines[index] = content:gsub('var%.multi_az', 'true')
end
vim.api.nvim_buf_set_lines(module, 0, -1, false, lines)
check('another file of the module decides', wait(function() return not has(main, rule) end), table.concat(codes(main), ' '))
vim.cmd('silent edit!')
check('and decides back', wait(function() return has(main, rule) end))

-- A file that goes away takes its diagnostics with it.
os.remove(workspace .. '/queue.tf')
vim.cmd('silent write')
local queue = buffer_of('queue.tf')
check('a deleted file has no diagnostics', wait(function() return #vim.diagnostic.get(queue) == 0 end), table.concat(codes(queue), ' '))

client:stop()
check('the server ends', wait(function() return client:is_stopped() end))
print(failures == 0 and 'neovim: all passed' or ('neovim: ' .. failures .. ' failed'))
os.exit(failures == 0 and 0 or 1)
