package resilint.observability.function_without_dead_letter_test

import data.resilint.observability.function_without_dead_letter
import data.resilint.world_test as world

test_fails if {
	count(function_without_dead_letter.findings) == 1 with input as world.one("compute", {"dead_letter": {"value": false, "at": ["dead_letter"]}})
}

test_passes if {
	count(function_without_dead_letter.findings) == 0 with input as world.one("compute", {"dead_letter": {"value": true, "at": ["dead_letter"]}})
}

test_is_silent_when_unknown if {
	count(function_without_dead_letter.findings) == 0 with input as world.one("compute", {"dead_letter": {"unknown": "a variable has no value", "at": ["dead_letter"]}})
}
