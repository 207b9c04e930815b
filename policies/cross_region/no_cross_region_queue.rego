# METADATA
# title: Queue has no counterpart in another region
# description: "Queues are not replicated: after the loss of a region there is nowhere to send messages to."
# custom:
#   severity: warning
#   roles: [queue]
#   objectives: [rpo, rto]
#   remediation: Create the same queue in the standby region.
#   since: 0.1.0
package resilint.cross_region.no_cross_region_queue

import data.resilint.lib

findings contains finding if {
	some queue in input.by_role.queue
	lib.must_survive(queue, "region")
	not lib.in_cluster(queue)
	not dead_letter_queue(queue)
	not tells_people(queue)
	count([replica | some replica in object.get(queue, ["replicas", "value"], []); replica.same_region == false]) == 0
	count(counterparts(queue)) == 0
	finding := lib.finding(queue, queue.region, sprintf("queue `%s` has no counterpart outside `%s`", [queue.address, queue.region.value]))
}

counterparts(queue) := {other.address |
	some other in input.by_type[queue.type]
	other.region.value != queue.region.value
}

dead_letter_queue(queue) if {
	some edge in input.graph.referrers[queue.address]
	edge.kind == "dead_letters_to"
}

# Alarms go to people; they are raised in their own region.
tells_people(queue) if {
	some edge in input.graph.referrers[queue.address]
	edge.kind == "notifies"
}
