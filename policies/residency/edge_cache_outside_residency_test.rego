package resilint.residency.edge_cache_outside_residency_test

import data.resilint.residency.edge_cache_outside_residency
import data.resilint.world_test as world

test_fails if {
	count(edge_cache_outside_residency.findings) == 1 with input as world.one("entry", {"objectives": {"residency": ["eu"]}, "type": "aws_cloudfront_distribution"})
}

test_passes if {
	count(edge_cache_outside_residency.findings) == 0 with input as world.one("entry", {"type": "aws_cloudfront_distribution"})
}
