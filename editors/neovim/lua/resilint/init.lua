-- What `:Resilint` does: it asks the user, hands it to the server, and shows the answer.
local M = {}

--- Counts of the last analysis, for a status line: errors, warnings, unknown, incomplete, environment.
M.status = nil

--- A text for the status line: `E1 W2 ?3`, with a `!` when the analysis is incomplete.
function M.statusline()
  local status = M.status
  if not status then return '' end
  return ('%sE%d W%d ?%d%s'):format(status.incomplete and '! ' or '', status.errors, status.warnings, status.unknown, status.environment and ' ' .. status.environment or '')
end

local function complain(message)
  vim.notify('resilint: ' .. message, vim.log.levels.ERROR)
end

--- The client of the current buffer, or any.
local function client()
  local found = vim.lsp.get_clients({ name = 'resilint', bufnr = 0 })[1] or vim.lsp.get_clients({ name = 'resilint' })[1]
  if not found then complain('no server is running; open a Terraform file, or see :checkhealth resilint') end
  return found
end

--- Asks the server; `next` is called with its answer, unless it refuses.
function M.execute(command, arguments, next)
  local found = client()
  if not found then return end
  found:request('workspace/executeCommand', { command = 'resilint.server.' .. command, arguments = arguments }, function(err, result)
    if err then return complain(err.message) end
    if next then next(result) end
  end)
end

local function here()
  return vim.uri_from_bufnr(0)
end

--- Shows lines in a scratch buffer of a split of its own; `q` closes it.
function M.show_page(title, text, filetype)
  local name = 'resilint://' .. title
  local buffer = vim.fn.bufnr('^' .. vim.fn.escape(name, '\\[]*?') .. '$')
  if buffer == -1 then
    buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_name(buffer, name)
  end
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\n'))
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = filetype or 'markdown'
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, desc = 'close' })
  local window = vim.fn.bufwinid(buffer)
  if window == -1 then
    vim.cmd('botright split')
    window = vim.api.nvim_get_current_win()
    vim.api.nvim_win_set_buf(window, buffer)
  end
  vim.wo[window].conceallevel = 2
  return buffer
end

--- A code lens: the places that the server found, in the quickfix list.
function M.show_references(command, context)
  local found = vim.lsp.get_client_by_id(context.client_id)
  local items = vim.lsp.util.locations_to_items(command.arguments[3], found and found.offset_encoding or 'utf-16')
  vim.fn.setqflist({}, ' ', { title = command.title, items = items })
  vim.cmd('botright copen')
end

local function choose_root(next)
  M.execute('roots', { { uri = here() } }, function(roots)
    if #roots == 1 then return next(roots[1]) end
    local function pick(among)
      if #among == 0 then return complain('there is no root module here') end
      vim.ui.select(among, { prompt = 'Which root module?', format_item = function(root) return root.name end }, function(root)
        if root then next(root) end
      end)
    end
    if #roots > 0 then return pick(roots) end
    M.execute('roots', {}, pick)
  end)
end

--- `:Resilint graph [mermaid|svg|html|dot]`: Mermaid and dot in a buffer, pictures in the browser.
function M.graph(format)
  format = format or 'html'
  choose_root(function(root)
    M.execute('graph', { { root = root.root, format = format } }, function(answer)
      if format == 'mermaid' or format == 'dot' then
        return M.show_page('graph.' .. format, answer.text, format)
      end
      local path = vim.fn.tempname() .. '.' .. format
      vim.fn.writefile(vim.split(answer.text, '\n'), path)
      local _, err = vim.ui.open(path)
      if err then vim.notify('resilint: the picture is in ' .. path) end
    end)
  end)
end

--- `:Resilint simulate [DOMAIN…]`: what is named is lost together; without, everything in turn.
function M.simulate(lose)
  choose_root(function(root)
    local function show(domains)
      M.execute('simulate', { { root = root.root, lose = domains } }, function(answer)
        M.show_page('simulate ' .. table.concat(domains, ' '), answer.markdown)
      end)
    end
    if lose and #lose > 0 then return show({ table.concat(lose, ',') }) end
    M.execute('domains', { { root = root.root } }, function(found)
      local everything = 'everything in turn'
      vim.ui.select(vim.list_extend({ everything }, found.domains), { prompt = 'What is lost?' }, function(picked)
        if picked then show(picked == everything and {} or { picked }) end
      end)
    end)
  end)
end

--- `:Resilint env [NAME]`
function M.environment(name)
  if name then return M.execute('selectEnvironment', { name ~= 'none' and name or vim.NIL }) end
  M.execute('environments', {}, function(names)
    if #names == 0 then return complain('resilint.toml declares no [[environment]]') end
    vim.ui.select(vim.list_extend({ 'none' }, names), { prompt = 'Judge as which environment?' }, function(picked)
      if picked then M.environment(picked) end
    end)
  end)
end

--- `:Resilint explain [RULE]`: without a name, the rule of the finding under the cursor.
function M.explain(rule)
  if not rule then
    local line = vim.api.nvim_win_get_cursor(0)[1] - 1
    for _, diagnostic in ipairs(vim.diagnostic.get(0, { lnum = line })) do
      if diagnostic.source == 'resilint' then rule = rule or tostring(diagnostic.code) end
    end
    if not rule then return complain('there is no finding on this line') end
  end
  M.execute('explain', { rule })
end

--- `:Resilint restart`: everything is read and judged anew.
function M.restart()
  M.execute('restart', {}, function() vim.notify('resilint: everything is judged anew') end)
end

M.subcommands = {
  graph = function(words) M.graph(words[1]) end,
  simulate = function(words) M.simulate(words) end,
  env = function(words) M.environment(words[1]) end,
  explain = function(words) M.explain(words[1]) end,
  restart = function() M.restart() end,
}

--- Completion of the command line: subcommands, then what each takes.
function M.complete(lead, line)
  local words = vim.split(vim.trim(line), '%s+')
  local candidates
  if #words < 2 or (#words == 2 and lead ~= '') then
    candidates = vim.tbl_keys(M.subcommands)
  elseif words[2] == 'graph' then
    candidates = { 'html', 'svg', 'mermaid', 'dot' }
  else
    local command = ({ simulate = 'domains', env = 'environments' })[words[2]]
    local found = command and vim.lsp.get_clients({ name = 'resilint' })[1]
    local arguments = command == 'domains' and { { uri = here() } } or {}
    local answer = found and found:request_sync('workspace/executeCommand', { command = 'resilint.server.' .. command, arguments = arguments }, 2000)
    local result = answer and answer.result or {}
    candidates = words[2] == 'env' and vim.list_extend({ 'none' }, result) or result.domains or {}
  end
  table.sort(candidates)
  return vim.tbl_filter(function(candidate) return vim.startswith(candidate, lead) end, candidates)
end

function M.command(arguments)
  local words = vim.deepcopy(arguments.fargs)
  local run = M.subcommands[table.remove(words, 1)]
  if not run then return complain('there are :Resilint graph, simulate, env, explain and restart') end
  run(words)
end

return M
