package resilint.cross_region.unprotected_replica_bucket_test

import data.resilint.cross_region.unprotected_replica_bucket
import data.resilint.world_test as world

test_fails if {
	count(unprotected_replica_bucket.findings) == 1 with input as world.of([world.resource("object-store", {"address": "aws_s3_bucket.a", "type": "aws_s3_bucket", "satellites": ["aws_s3_bucket_lifecycle_configuration.a"], "replicas": {"value": [{"address": "aws_s3_bucket.b"}], "at": []}}), world.resource("object-store", {"address": "aws_s3_bucket.b", "type": "aws_s3_bucket"})])
}

test_passes if {
	count(unprotected_replica_bucket.findings) == 0 with input as world.of([world.resource("object-store", {"address": "aws_s3_bucket.a", "type": "aws_s3_bucket", "replicas": {"value": [{"address": "aws_s3_bucket.b"}], "at": []}}), world.resource("object-store", {"address": "aws_s3_bucket.b", "type": "aws_s3_bucket"})])
}
