-- For wrk: ask for the lines of a file in turn. {n} in a line becomes a number that never comes again.
-- Arguments: the file, the value of Accept, the first number.
local lines, formed, turn, accept = {}, {}, 0, "*/*"

function init(args)
  accept = args[2]
  turn = tonumber(args[3])
  for line in io.lines(args[1]) do
    lines[#lines + 1] = line
  end
end

function request()
  turn = turn + 1
  local place = turn % #lines + 1
  local found = formed[place]
  if found then
    return found
  end
  local line, changes = lines[place]:gsub("{n}", tostring(turn))
  local text = wrk.format("GET", line, { Accept = accept, Host = "localhost" })
  if changes == 0 then
    formed[place] = text
  end
  return text
end
