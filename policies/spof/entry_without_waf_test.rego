package resilint.spof.entry_without_waf_test

import data.resilint.spof.entry_without_waf
import data.resilint.world_test as world

test_fails if {
	count(entry_without_waf.findings) == 1 with input as world.one("entry", {"waf": {"value": false, "at": ["waf"]}})
}

test_passes if {
	count(entry_without_waf.findings) == 0 with input as world.one("entry", {"waf": {"value": true, "at": ["waf"]}})
}

test_is_silent_when_unknown if {
	count(entry_without_waf.findings) == 0 with input as world.one("entry", {"waf": {"unknown": "a variable has no value", "at": ["waf"]}})
}

test_passes_2 if {
	count(entry_without_waf.findings) == 0 with input as world.one("entry", {"waf": {"value": false, "at": ["waf"]}, "internal": {"value": true, "at": ["internal"]}})
}
