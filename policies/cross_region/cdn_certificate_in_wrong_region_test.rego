package resilint.cross_region.cdn_certificate_in_wrong_region_test

import data.resilint.cross_region.cdn_certificate_in_wrong_region
import data.resilint.world_test as world

test_fails if {
	count(cdn_certificate_in_wrong_region.findings) == 1 with input as object.union(world.of([world.resource("entry", {"type": "aws_cloudfront_distribution"}), world.resource("identity", {"address": "c", "region": {"value": "eu-west-1", "at": []}})]), {"graph": {"references": {"aws_thing.main": [{"address": "c", "kind": "uses_certificate", "at": ["viewer_certificate"]}]}}})
}

test_passes if {
	count(cdn_certificate_in_wrong_region.findings) == 0 with input as world.one("entry", {"type": "aws_cloudfront_distribution"})
}
