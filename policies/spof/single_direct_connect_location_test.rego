package resilint.spof.single_direct_connect_location_test

import data.resilint.spof.single_direct_connect_location
import data.resilint.world_test as world

test_fails if {
	count(single_direct_connect_location.findings) == 1 with input as world.one("network", {"type": "aws_dx_connection", "attributes": {"location": "EqDC2"}})
}

test_passes if {
	count(single_direct_connect_location.findings) == 0 with input as world.one("network", {"type": "aws_dx_connection", "attributes": {}})
}
