# What the pages of the runbook look with. From the root of the repository, in bash, with credentials of the account:
#
#   stack=pento-personio
#   . infra/runbook/look.sh
#
# shellcheck shell=bash

# An output of the stack: `out TableName`.
out() {
    aws cloudformation describe-stacks --stack-name "$stack" --output text \
        --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

# A query to Logs Insights over the last hours of a log: `ask EmployeeSyncLogGroup 3 'fields @timestamp, message'`.
ask() {
    local query
    query=$(aws logs start-query --log-group-name "$(out "$1")" --query-string "$3" --query queryId --output text \
        --start-time $(($(date +%s) - $2 * 3600)) --end-time "$(date +%s)")
    until [[ $(aws logs get-query-results --query-id "$query" --query status --output text) != @(Running|Scheduled) ]]; do
        sleep 1
    done
    aws logs get-query-results --query-id "$query" --output table --query 'results[].[[].value]'
}

# The ARN of a queue by its URL: `arn_of "$(out SyncDeadLettersUrl)"`.
arn_of() {
    aws sqs get-queue-attributes --queue-url "$1" --attribute-names QueueArn --query Attributes.QueueArn --output text
}

# Ten letters of a queue, which stay where they are: `letters SyncDeadLettersUrl`.
letters() {
    aws sqs receive-message --queue-url "$(out "$1")" --max-number-of-messages 10 --visibility-timeout 30 \
        --message-system-attribute-names All --message-attribute-names All
}
