package resilint.cross_region.slow_dns_failover_test

import data.resilint.cross_region.slow_dns_failover
import data.resilint.world_test as world

test_fails if {
	count(slow_dns_failover.findings) == 1 with input as world.one("alarm", {"type": "aws_route53_health_check", "attributes": {"type": "HTTPS", "request_interval": 30}})
}

test_passes if {
	count(slow_dns_failover.findings) == 0 with input as world.one("alarm", {"type": "aws_route53_health_check", "attributes": {"type": "HTTPS", "request_interval": 10}})
}
