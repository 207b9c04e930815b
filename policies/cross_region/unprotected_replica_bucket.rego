# METADATA
# title: Replica bucket keeps less than its source
# description: "After a failover the replica is the original: it should be kept as long and as safely."
# custom:
#   severity: info
#   resource_types: [aws_s3_bucket]
#   objectives: [rpo]
#   remediation: Give the replica the same lifecycle and lock configuration.
#   since: 0.1.0
package resilint.cross_region.unprotected_replica_bucket

import data.resilint.lib

findings contains finding if {
	some source in input.by_type.aws_s3_bucket
	some replica in source.replicas.value
	target := input.resources[replica.address]
	some kind in ["aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_object_lock_configuration"]
	has(source, kind)
	not has(target, kind)
	finding := lib.with_related(
		lib.at(target, [], sprintf("`%s` has no `%s`, its source `%s` has", [target.address, kind, source.address])),
		[{"address": source.address, "at": [], "message": "the source"}],
	)
}

has(bucket, kind) if {
	some satellite in bucket.satellites
	contains(satellite, sprintf("%s.", [kind]))
}
