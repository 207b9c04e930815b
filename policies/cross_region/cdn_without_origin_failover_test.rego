package resilint.cross_region.cdn_without_origin_failover_test

import data.resilint.cross_region.cdn_without_origin_failover
import data.resilint.world_test as world

test_fails if {
	count(cdn_without_origin_failover.findings) == 1 with input as world.one("entry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "type": "aws_cloudfront_distribution"})
}

test_passes if {
	count(cdn_without_origin_failover.findings) == 0 with input as world.one("entry", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "type": "aws_cloudfront_distribution", "attributes": {"origin_group": [{}]}})
}
