# METADATA
# title: Object store is not replicated to another region
# description: When the region fails, the objects are out of reach.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
# custom:
#   severity: warning
#   roles: [object-store]
#   objectives: [rpo]
#   remediation: Replicate it to a bucket in another region, with versioning on at both ends.
#   equivalents: [CKV_AWS_144, FG_R00275, CKV_AZURE_206, AVD-AZU-0058]
#   since: 0.1.0
package resilint.cross_region.no_cross_region_object_replication

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	not store.replica_of.value
	lib.must_survive(store, "region")
	not lib.auxiliary(store)
	count(store.replicas.value) == 0
	not spans_regions(store)
	finding := lib.finding(store, store.replicas, sprintf("object store `%s` is not replicated, the objective is to survive the loss of a region", [store.address]))
}

spans_regions(store) if count({place.region | some place in store.locations.value}) > 1
