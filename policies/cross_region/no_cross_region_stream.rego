# METADATA
# title: Stream is not mirrored to another region
# description: When the region fails, what was written to the stream and not yet read is out of reach.
# custom:
#   severity: warning
#   roles: [stream]
#   objectives: [rpo]
#   remediation: Mirror it with a replicator into a cluster in another region.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_stream

import data.resilint.lib

findings contains finding if {
	some stream in input.by_role.stream
	not stream.replica_of.value
	lib.must_survive(stream, "region")
	not lib.in_cluster(stream)
	count([replica | some replica in object.get(stream, ["replicas", "value"], []); replica.same_region == false]) == 0
	count(mirrored(stream)) == 0
	finding := lib.finding(stream, stream.region, sprintf("stream `%s` is not mirrored outside `%s`", [stream.address, stream.region.value]))
}

mirrored(stream) := {flow.of |
	some flow in input.flows
	stream.address in {flow.from, flow.to}
	flow.kind == "replication"
}
