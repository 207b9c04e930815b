# METADATA
# title: Replicated object store is not versioned
# description: "Replication needs versioning at both ends: without it, nothing is replicated."
# custom:
#   severity: error
#   roles: [object-store]
#   objectives: [rpo]
#   remediation: Enable versioning at both ends.
#   equivalents: [CKV_AWS_21, AVD-AWS-0090, AC_AWS_0214, FG_R00101]
#   since: 0.1.0
package resilint.cross_region.replication_without_versioning

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	some replica in store.replicas.value
	replica.kind == "object-replication"
	some end in {store.address, replica.address}
	bucket := input.resources[end]
	bucket.versioned.value == false
	finding := lib.finding(bucket, bucket.versioned, sprintf("object store `%s` takes part in replication, but is not versioned", [bucket.address]))
}
