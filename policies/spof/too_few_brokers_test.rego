package resilint.spof.too_few_brokers_test

import data.resilint.spof.too_few_brokers
import data.resilint.world_test as world

test_fails if {
	count(too_few_brokers.findings) == 1 with input as world.one("stream", {"nodes": {"value": 2, "at": ["nodes"]}})
}

test_passes if {
	count(too_few_brokers.findings) == 0 with input as world.one("stream", {"nodes": {"value": 3, "at": ["nodes"]}})
}

test_is_silent_when_unknown if {
	count(too_few_brokers.findings) == 0 with input as world.one("stream", {"nodes": {"unknown": "a variable has no value", "at": ["nodes"]}})
}
