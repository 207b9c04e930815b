package resilint.observability.trail_without_validation_test

import data.resilint.observability.trail_without_validation
import data.resilint.world_test as world

test_fails if {
	count(trail_without_validation.findings) == 1 with input as world.one("log", {"type": "aws_cloudtrail"})
}

test_passes if {
	count(trail_without_validation.findings) == 0 with input as world.one("log", {"type": "aws_cloudtrail", "attributes": {"enable_log_file_validation": true}})
}
