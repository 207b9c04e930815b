# METADATA
# title: Object store can be read over plain HTTP
# description: Objects and signatures travel readable when a client forgets TLS.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
# custom:
#   severity: warning
#   roles: [object-store]
#   objectives: [encryption]
#   remediation: "Deny requests without `aws:SecureTransport` in the bucket policy."
#   equivalents: [CKV_AWS_379, FG_R00100]
#   since: 0.1.0
package resilint.encryption.bucket_allows_plain_http

import data.resilint.lib

findings contains finding if {
	some store in input.by_role["object-store"]
	store.in_transit.value == false
	store.objectives.encryption == true
	not lib.auxiliary(store)
	finding := lib.finding(store, store.in_transit, sprintf("object store `%s` answers plain HTTP", [store.address]))
}
