# METADATA
# title: Queue has no place for messages that fail
# description: A message that cannot be processed is tried again until it expires, and then it is gone.
# related_resources:
#   - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
# custom:
#   severity: warning
#   roles: [queue]
#   objectives: [rpo]
#   remediation: Add a redrive policy with a dead-letter queue.
#   since: 0.1.0
package resilint.observability.queue_without_dead_letter

import data.resilint.lib

findings contains finding if {
	some queue in input.by_role.queue
	queue.dead_letter.value == false
	not is_dead_letter_queue(queue)
	finding := lib.finding(queue, queue.dead_letter, sprintf("queue `%s` has no dead-letter queue", [queue.address]))
}

is_dead_letter_queue(queue) if {
	some edge in input.graph.referrers[queue.address]
	edge.kind == "dead_letters_to"
}

is_dead_letter_queue(queue) if {
	some part in ["dlq", "dead_letter", "dead-letter", "deadletter"]
	contains(lower(queue.name), part)
}
