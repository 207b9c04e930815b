# METADATA
# title: Certificate is validated by email
# description: An email-validated certificate renews only when somebody answers the mail in time; then every TLS connection fails.
# related_resources:
#   - https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
# custom:
#   severity: warning
#   resource_types: [aws_acm_certificate]
#   objectives: [availability]
#   remediation: "Validate it by DNS: it then renews by itself."
#   since: 0.1.0
package resilint.spof.certificate_validated_by_email

import data.resilint.lib

findings contains finding if {
	some certificate in input.by_type.aws_acm_certificate
	certificate.attributes.validation_method == "EMAIL"
	finding := lib.at(certificate, ["validation_method"], sprintf("certificate `%s` is validated by email: its renewal waits for a person", [certificate.address]))
}
