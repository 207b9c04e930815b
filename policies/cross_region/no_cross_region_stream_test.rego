package resilint.cross_region.no_cross_region_stream_test

import data.resilint.cross_region.no_cross_region_stream
import data.resilint.world_test as world

test_fails if {
	count(no_cross_region_stream.findings) == 1 with input as world.one("stream", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "region": {"value": "us-east-1", "at": ["region"]}})
}

test_passes if {
	count(no_cross_region_stream.findings) == 0 with input as world.one("stream", {"objectives": {"survive": "region", "min_zones": 3, "backup_days": 35}, "region": {"value": "us-east-1", "at": ["region"]}, "replicas": {"value": [{"same_region": false}], "at": ["replicas"]}})
}
