package resilint.multi_az.single_az_stream_test

import data.resilint.multi_az.single_az_stream
import data.resilint.world_test as world

test_fails if {
	count(single_az_stream.findings) == 1 with input as world.one("stream", {"zones": {"value": 1, "at": ["zones"]}})
}

test_passes if {
	count(single_az_stream.findings) == 0 with input as world.one("stream", {"zones": {"value": 3, "at": ["zones"]}})
}

test_is_silent_when_unknown if {
	count(single_az_stream.findings) == 0 with input as world.one("stream", {"zones": {"unknown": "a variable has no value", "at": ["zones"]}})
}
