# METADATA
# title: Data is copied out of the European Union, and nothing says whether it may
# description: A replica, a backup or a copy of an object leaves the Union. Where data may be is nowhere stated, neither by an objective nor by a tag.
# related_resources:
#   - https://eur-lex.europa.eu/eli/reg/2016/679/oj
# custom:
#   severity: warning
#   roles: [backup, block-storage, cache, database, file-storage, object-store, queue, search, stream, warehouse]
#   objectives: [residency]
#   remediation: State `residency` in the objectives, or copy to a region of the Union.
#   since: 0.1.0
package resilint.residency.data_copied_outside_eu

import data.resilint.lib

findings contains finding if {
	some flow in input.flows
	flow.kind in {"replication", "backup"}
	flow.leaves_eu == true
	source := input.resources[flow.from]
	not source.objectives.residency
	not lib.auxiliary(source)
	finding := {
		"address": flow.from,
		"of": flow.of,
		"at": flow.at,
		"message": sprintf("%s in `%s` is copied to `%s`, outside the European Union, and no objective says that it may be", [lib.called(source), flow.from_region, flow.to_region]),
	}
}
