package resilint.cross_region.dns_ttl_too_long_test

import data.resilint.cross_region.dns_ttl_too_long
import data.resilint.world_test as world

test_fails if {
	count(dns_ttl_too_long.findings) == 1 with input as world.one("dns", {"ttl": {"value": 300, "at": ["ttl"]}, "routing": {"value": {"policy": "failover", "members": 2, "regions": []}, "at": ["routing"]}})
}

test_passes if {
	count(dns_ttl_too_long.findings) == 0 with input as world.one("dns", {"ttl": {"value": 300, "at": ["ttl"]}, "routing": {"value": {"policy": "simple", "members": 1, "regions": []}, "at": ["routing"]}})
}

test_passes_2 if {
	count(dns_ttl_too_long.findings) == 0 with input as world.one("dns", {"ttl": {"value": 60, "at": ["ttl"]}, "routing": {"value": {"policy": "failover", "members": 2, "regions": []}, "at": ["routing"]}})
}

test_is_silent_when_unknown if {
	count(dns_ttl_too_long.findings) == 0 with input as world.one("dns", {"ttl": {"unknown": "a variable has no value", "at": ["ttl"]}, "routing": {"value": {"policy": "failover", "members": 2, "regions": []}, "at": ["routing"]}})
}
