package resilint.cross_region.single_region_dns_test

import data.resilint.cross_region.single_region_dns
import data.resilint.world_test as world

test_fails if {
	count(single_region_dns.findings) == 1 with input as world.one("dns", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "routing": {"value": {"policy": "simple", "members": 1, "regions": ["us-east-1"]}, "at": ["routing"]}})
}

test_passes if {
	count(single_region_dns.findings) == 0 with input as world.one("dns", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "routing": {"value": {"policy": "failover", "members": 2, "regions": ["us-east-1", "eu-west-1"]}, "at": ["routing"]}})
}

test_is_silent_when_unknown if {
	count(single_region_dns.findings) == 0 with input as world.one("dns", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "routing": {"unknown": "a variable has no value", "at": ["routing"]}})
}
