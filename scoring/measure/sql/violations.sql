-- Violations by day, a column per kind.
select shop_id, day{case 'violations' as case_of, violation_id},
       count(case when kind = 'abnormal_after_sales_address' then 1 end) as abnormal_after_sales_address_count,
       count(case when kind = 'invoice_refused' then 1 end) as invoice_refused_count,
       count(case when kind = 'mocking' then 1 end) as mocking_count,
       count(case when kind = 'unjustified_refusal' then 1 end) as unjustified_refusal_count,
       count(case when kind = 'fake_trades' then 1 end) as fake_trades_count,
       count(case when kind = 'false_advertising' then 1 end) as false_advertising_count,
       count(case when kind = 'fraudulent_shipping' then 1 end) as fraudulent_shipping_count,
       count(case when kind = 'brand_confusion' then 1 end) as brand_confusion_count,
       count(case when kind = 'counterfeit' then 1 end) as counterfeit_count,
       count(case when kind = 'not_as_described' then 1 end) as not_as_described_count,
       count(case when kind = 'confusing_goods' then 1 end) as confusing_goods_count,
       count(case when kind = 'fake_logistics_trace' then 1 end) as fake_logistics_trace_count
from violations
where day is not null
group by shop_id, day{case violation_id}
