package resilint.multi_az.slow_health_check_test

import data.resilint.multi_az.slow_health_check
import data.resilint.world_test as world

test_fails if {
	count(slow_health_check.findings) == 1 with input as world.one("other", {"type": "aws_lb_target_group", "attributes": {"health_check": [{"interval": 60, "unhealthy_threshold": 3}]}})
}

test_passes if {
	count(slow_health_check.findings) == 0 with input as world.one("other", {"type": "aws_lb_target_group", "attributes": {"health_check": [{"interval": 10}]}})
}
