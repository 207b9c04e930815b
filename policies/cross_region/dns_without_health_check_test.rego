package resilint.cross_region.dns_without_health_check_test

import data.resilint.cross_region.dns_without_health_check
import data.resilint.world_test as world

test_fails if {
	count(dns_without_health_check.findings) == 1 with input as world.one("dns", {"health_check": {"value": false, "at": ["health_check"]}, "routing": {"value": {"policy": "latency", "members": 2, "regions": []}, "at": ["routing"]}})
}

test_passes if {
	count(dns_without_health_check.findings) == 0 with input as world.one("dns", {"health_check": {"value": true, "at": ["health_check"]}})
}

test_is_silent_when_unknown if {
	count(dns_without_health_check.findings) == 0 with input as world.one("dns", {"health_check": {"unknown": "a variable has no value", "at": ["health_check"]}})
}
