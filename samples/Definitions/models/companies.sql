-- The companies that pay us. One row each; the name is the key at Gainsight.
select name, sum(amount) as arr, min(renews_on) as renews_on, max(csm_email) as csm_email
from contracts
where ends_on is null
group by name
