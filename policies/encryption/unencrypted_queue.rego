# METADATA
# title: Queue is not encrypted at rest
# description: Messages lie readable on disk until they are consumed.
# custom:
#   severity: error
#   roles: [queue]
#   objectives: [encryption]
#   remediation: Switch server-side encryption on, or give it a key.
#   remedies:
#     aws_sns_topic: Set `kms_master_key_id`.
#     aws_sqs_queue: Set `sqs_managed_sse_enabled = true`, or `kms_master_key_id`.
#   equivalents: [CKV_AWS_27, AVD-AWS-0096, CKV_AWS_26, AVD-AWS-0095]
#   since: 0.1.0
package resilint.encryption.unencrypted_queue

import data.resilint.lib

findings contains finding if {
	some queue in input.by_role.queue
	queue.objectives.encryption == true
	queue.encrypted.value == false
	finding := lib.finding(queue, queue.encrypted, sprintf("queue `%s` is not encrypted at rest", [queue.address]))
}
