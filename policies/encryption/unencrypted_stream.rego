# METADATA
# title: Stream is not encrypted at rest
# description: Records lie readable on disk for as long as they are kept.
# custom:
#   severity: error
#   roles: [stream]
#   objectives: [encryption]
#   remediation: Switch server-side encryption on.
#   remedies:
#     aws_kinesis_stream: Set `encryption_type = "KMS"` and `kms_key_id`.
#     aws_kinesis_firehose_delivery_stream: Add a `server_side_encryption` block with `enabled = true`.
#   equivalents: [CKV_AWS_43, AVD-AWS-0064, AC_AWS_0157, CKV_AWS_240, AC_AWS_0156, CKV_AWS_81, AVD-AWS-0179]
#   since: 0.1.0
package resilint.encryption.unencrypted_stream

import data.resilint.lib

findings contains finding if {
	some stream in input.by_role.stream
	stream.objectives.encryption == true
	stream.encrypted.value == false
	finding := lib.finding(stream, stream.encrypted, sprintf("stream `%s` is not encrypted at rest", [stream.address]))
}
