package resilint.cross_region.certificate_in_other_region_test

import data.resilint.cross_region.certificate_in_other_region
import data.resilint.world_test as world

listener(region) := world.resource("entry", {"address": "aws_lb_listener.a", "type": "aws_lb_listener", "region": {"value": region, "at": ["provider"]}})

certificate := world.resource("identity", {"address": "aws_acm_certificate.a", "type": "aws_acm_certificate", "region": {"value": "us-east-1", "at": ["provider"]}})

uses := {"graph": {"references": {"aws_lb_listener.a": [{"address": "aws_acm_certificate.a", "at": ["certificate_arn"], "kind": "uses_certificate", "certain": true}]}, "referrers": {}, "paths": []}}

test_fails if {
	count(certificate_in_other_region.findings) == 1 with input as object.union(world.of([listener("eu-west-1"), certificate]), uses)
}

test_passes if {
	count(certificate_in_other_region.findings) == 0 with input as object.union(world.of([listener("us-east-1"), certificate]), uses)
}

test_is_silent_when_unknown if {
	count(certificate_in_other_region.findings) == 0 with input as object.union(world.of([object.union(object.remove(listener("eu-west-1"), ["region"]), {"region": {"unknown": "a variable has no value", "at": ["provider"]}}), certificate]), uses)
}
