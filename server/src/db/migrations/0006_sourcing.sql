CREATE TABLE "batches" (
	"market_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"trace_code" text NOT NULL,
	"merchant_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"intake_id" text,
	"commodity_name" text NOT NULL,
	"name_key" text NOT NULL,
	"category_code" text NOT NULL,
	"origin_place" text NOT NULL,
	"unit" text NOT NULL,
	"quantity" bigint NOT NULL,
	"remaining" bigint NOT NULL,
	"produced_on" date,
	"expires_on" date,
	"entered_at" timestamp with time zone NOT NULL,
	"admitted_at" timestamp with time zone,
	CONSTRAINT "batches_market_id_batch_id_pk" PRIMARY KEY("market_id","batch_id"),
	CONSTRAINT "batches__trace_code" UNIQUE("market_id","trace_code"),
	CONSTRAINT "batches__quantity" CHECK ("batches"."quantity" > 0 and "batches"."remaining" between 0 and "batches"."quantity")
);
--> statement-breakpoint
ALTER TABLE "batches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "compliance_certificates" (
	"market_id" text NOT NULL,
	"intake_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"product_name" text NOT NULL,
	"quantity_text" text NOT NULL,
	"produced_at" text NOT NULL,
	"issued_on" date NOT NULL,
	"promisor" text NOT NULL,
	"promisor_is_person" boolean NOT NULL,
	"contact" text NOT NULL,
	"style" text NOT NULL,
	"bases" jsonb NOT NULL,
	"number" text,
	"file_id" text,
	CONSTRAINT "compliance_certificates_market_id_intake_id_pk" PRIMARY KEY("market_id","intake_id")
);
--> statement-breakpoint
ALTER TABLE "compliance_certificates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "disposals" (
	"market_id" text NOT NULL,
	"disposal_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"quantity" bigint NOT NULL,
	"method" text NOT NULL,
	"place" text NOT NULL,
	"witness" text NOT NULL,
	"evidence_file_ids" jsonb NOT NULL,
	"reported_to" text,
	"disposed_at" timestamp with time zone NOT NULL,
	"recorded_by" text NOT NULL,
	CONSTRAINT "disposals_market_id_disposal_id_pk" PRIMARY KEY("market_id","disposal_id"),
	CONSTRAINT "disposals__quantity" CHECK ("disposals"."quantity" > 0)
);
--> statement-breakpoint
ALTER TABLE "disposals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "epcis_captures" (
	"market_id" text NOT NULL,
	"capture_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"success" boolean,
	"error_behaviour" text NOT NULL,
	"document" text NOT NULL,
	"errors" jsonb NOT NULL,
	"captured_by" text NOT NULL,
	CONSTRAINT "epcis_captures_market_id_capture_id_pk" PRIMARY KEY("market_id","capture_id")
);
--> statement-breakpoint
ALTER TABLE "epcis_captures" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "epcis_events" (
	"market_id" text NOT NULL,
	"event_key" text NOT NULL,
	"event_id" text NOT NULL,
	"capture_id" text,
	"event_type" text NOT NULL,
	"action" text,
	"event_time" timestamp with time zone NOT NULL,
	"record_time" timestamp with time zone NOT NULL,
	"biz_step" text,
	"disposition" text,
	"read_point" text,
	"biz_location" text,
	"epcs" jsonb NOT NULL,
	"transactions" jsonb NOT NULL,
	"deed" text,
	"context" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "epcis_events_market_id_event_key_pk" PRIMARY KEY("market_id","event_key"),
	CONSTRAINT "epcis_events__deed" UNIQUE("market_id","deed")
);
--> statement-breakpoint
ALTER TABLE "epcis_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "food_safety_rules" (
	"market_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"effective_from" date NOT NULL,
	"value" jsonb NOT NULL,
	"source" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "food_safety_rules_market_id_rule_id_effective_from_pk" PRIMARY KEY("market_id","rule_id","effective_from")
);
--> statement-breakpoint
ALTER TABLE "food_safety_rules" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "hold_breaches" (
	"market_id" text NOT NULL,
	"sale_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"batch_id" text NOT NULL,
	"merchant_id" text,
	"stall_id" text NOT NULL,
	"sold_at" timestamp with time zone NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "hold_breaches_market_id_sale_id_line_no_pk" PRIMARY KEY("market_id","sale_id","line_no")
);
--> statement-breakpoint
ALTER TABLE "hold_breaches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "intake_papers" (
	"market_id" text NOT NULL,
	"intake_id" text NOT NULL,
	"paper_no" integer NOT NULL,
	"merchant_id" text NOT NULL,
	"kind" text NOT NULL,
	"number" text,
	"issued_on" date,
	"file_id" text,
	CONSTRAINT "intake_papers_market_id_intake_id_paper_no_pk" PRIMARY KEY("market_id","intake_id","paper_no")
);
--> statement-breakpoint
ALTER TABLE "intake_papers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "intakes" (
	"market_id" text NOT NULL,
	"intake_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"business_date" date NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	"origin" text NOT NULL,
	"supplier_id" text,
	"self_grown" boolean NOT NULL,
	"state" text NOT NULL,
	"papers_missing" jsonb NOT NULL,
	"source_key" text,
	"recorded_by" text NOT NULL,
	CONSTRAINT "intakes_market_id_intake_id_pk" PRIMARY KEY("market_id","intake_id"),
	CONSTRAINT "intakes__source_key" UNIQUE("market_id","source_key"),
	CONSTRAINT "intakes__source" CHECK ("intakes"."self_grown" or "intakes"."supplier_id" is not null)
);
--> statement-breakpoint
ALTER TABLE "intakes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "listing_batches" (
	"market_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"to_at" timestamp with time zone,
	"batch_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	CONSTRAINT "listing_batches_market_id_listing_id_from_at_pk" PRIMARY KEY("market_id","listing_id","from_at")
);
--> statement-breakpoint
ALTER TABLE "listing_batches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "listing_holds" (
	"market_id" text NOT NULL,
	"listing_id" text NOT NULL,
	"sales_hold_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"state_before" text NOT NULL,
	"held_at" timestamp with time zone NOT NULL,
	"released_at" timestamp with time zone,
	CONSTRAINT "listing_holds_market_id_listing_id_sales_hold_id_pk" PRIMARY KEY("market_id","listing_id","sales_hold_id")
);
--> statement-breakpoint
ALTER TABLE "listing_holds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "quick_tests" (
	"market_id" text NOT NULL,
	"quick_test_id" text NOT NULL,
	"batch_id" text,
	"merchant_id" text,
	"stall_id" text,
	"commodity_name" text NOT NULL,
	"category_code" text,
	"sample_number" text,
	"item" text NOT NULL,
	"method" text NOT NULL,
	"kit" text,
	"result" text NOT NULL,
	"measured" text,
	"limit_text" text,
	"business_date" date NOT NULL,
	"tested_at" timestamp with time zone NOT NULL,
	"tester" text NOT NULL,
	"photo_file_id" text,
	"retest_of" text,
	"origin_place" text,
	"source_key" text,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "quick_tests_market_id_quick_test_id_pk" PRIMARY KEY("market_id","quick_test_id"),
	CONSTRAINT "quick_tests__source_key" UNIQUE("market_id","source_key")
);
--> statement-breakpoint
ALTER TABLE "quick_tests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "recalls" (
	"market_id" text NOT NULL,
	"recall_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"drill" boolean NOT NULL,
	"reason" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"started_by" text NOT NULL,
	"batch_ids" jsonb NOT NULL,
	"steps" jsonb NOT NULL,
	"closed_at" timestamp with time zone,
	"conclusion" text,
	CONSTRAINT "recalls_market_id_recall_id_pk" PRIMARY KEY("market_id","recall_id")
);
--> statement-breakpoint
ALTER TABLE "recalls" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sale_batches" (
	"market_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"sale_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"merchant_id" text,
	"stall_id" text NOT NULL,
	"sold_at" timestamp with time zone NOT NULL,
	"channel" text NOT NULL,
	"basis" text NOT NULL,
	"quantity" bigint NOT NULL,
	"excess" bigint NOT NULL,
	"amount_fen" bigint NOT NULL,
	CONSTRAINT "sale_batches_market_id_batch_id_sale_id_line_no_pk" PRIMARY KEY("market_id","batch_id","sale_id","line_no"),
	CONSTRAINT "sale_batches__quantity" CHECK ("sale_batches"."quantity" >= 0 and "sale_batches"."excess" >= 0)
);
--> statement-breakpoint
ALTER TABLE "sale_batches" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "sales_holds" (
	"market_id" text NOT NULL,
	"sales_hold_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"reason" text NOT NULL,
	"quick_test_id" text,
	"recall_id" text,
	"held_at" timestamp with time zone NOT NULL,
	"held_by" text NOT NULL,
	"released_at" timestamp with time zone,
	"released_by" text,
	"release_note" text,
	CONSTRAINT "sales_holds_market_id_sales_hold_id_pk" PRIMARY KEY("market_id","sales_hold_id")
);
--> statement-breakpoint
ALTER TABLE "sales_holds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stored_files" (
	"market_id" text NOT NULL,
	"file_id" text NOT NULL,
	"merchant_id" text,
	"media_type" text NOT NULL,
	"file_name" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"content" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stored_files_market_id_file_id_pk" PRIMARY KEY("market_id","file_id")
);
--> statement-breakpoint
ALTER TABLE "stored_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "suppliers" (
	"market_id" text NOT NULL,
	"supplier_id" text NOT NULL,
	"code" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"credit_code" text,
	"resident_id_encrypted" text,
	"resident_id_masked" text,
	"phone" text,
	"address" text,
	"merchant_id" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "suppliers_market_id_supplier_id_pk" PRIMARY KEY("market_id","supplier_id"),
	CONSTRAINT "suppliers__code" UNIQUE("market_id","code"),
	CONSTRAINT "suppliers__credit_code" UNIQUE("market_id","credit_code")
);
--> statement-breakpoint
ALTER TABLE "suppliers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "test_plans" (
	"market_id" text NOT NULL,
	"category_code" text NOT NULL,
	"effective_from" date NOT NULL,
	"per_day" integer NOT NULL,
	"items" jsonb NOT NULL,
	"source" text NOT NULL,
	"set_by" text NOT NULL,
	CONSTRAINT "test_plans_market_id_category_code_effective_from_pk" PRIMARY KEY("market_id","category_code","effective_from"),
	CONSTRAINT "test_plans__per_day" CHECK ("test_plans"."per_day" >= 0)
);
--> statement-breakpoint
ALTER TABLE "test_plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "trace_days" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"line_count" integer NOT NULL,
	"traced_count" integer NOT NULL,
	"amount_fen" bigint NOT NULL,
	"traced_fen" bigint NOT NULL,
	CONSTRAINT "trace_days_market_id_business_date_pk" PRIMARY KEY("market_id","business_date")
);
--> statement-breakpoint
ALTER TABLE "trace_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "transformation_parts" (
	"market_id" text NOT NULL,
	"transformation_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"direction" text NOT NULL,
	"quantity" bigint NOT NULL,
	"taken" bigint NOT NULL,
	CONSTRAINT "transformation_parts_market_id_transformation_id_batch_id_pk" PRIMARY KEY("market_id","transformation_id","batch_id"),
	CONSTRAINT "transformation_parts__quantity" CHECK ("transformation_parts"."quantity" > 0 and "transformation_parts"."taken" > 0)
);
--> statement-breakpoint
ALTER TABLE "transformation_parts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "transformations" (
	"market_id" text NOT NULL,
	"transformation_id" text NOT NULL,
	"kind" text NOT NULL,
	"loss" bigint NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" text NOT NULL,
	CONSTRAINT "transformations_market_id_transformation_id_pk" PRIMARY KEY("market_id","transformation_id"),
	CONSTRAINT "transformations__loss" CHECK ("transformations"."loss" >= 0)
);
--> statement-breakpoint
ALTER TABLE "transformations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "intakes" ADD CONSTRAINT "intakes__supplier" FOREIGN KEY ("market_id","supplier_id") REFERENCES "public"."suppliers"("market_id","supplier_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sales_holds" ADD CONSTRAINT "sales_holds__batch" FOREIGN KEY ("market_id","batch_id") REFERENCES "public"."batches"("market_id","batch_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transformation_parts" ADD CONSTRAINT "transformation_parts__of" FOREIGN KEY ("market_id","transformation_id") REFERENCES "public"."transformations"("market_id","transformation_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batches__by_code" ON "batches" USING btree ("trace_code");--> statement-breakpoint
CREATE INDEX "batches__by_stall" ON "batches" USING btree ("market_id","stall_id","entered_at");--> statement-breakpoint
CREATE INDEX "batches__by_day" ON "batches" USING btree ("market_id","entered_at");--> statement-breakpoint
CREATE INDEX "disposals__by_batch" ON "disposals" USING btree ("market_id","batch_id");--> statement-breakpoint
CREATE INDEX "epcis_events__by_id" ON "epcis_events" USING btree ("market_id","event_id");--> statement-breakpoint
CREATE INDEX "epcis_events__by_time" ON "epcis_events" USING btree ("market_id","event_time","event_key");--> statement-breakpoint
CREATE INDEX "epcis_events__epcs" ON "epcis_events" USING gin ("epcs");--> statement-breakpoint
CREATE INDEX "hold_breaches__by_batch" ON "hold_breaches" USING btree ("market_id","batch_id");--> statement-breakpoint
CREATE INDEX "intake_papers__by_number" ON "intake_papers" USING btree ("market_id","kind","number");--> statement-breakpoint
CREATE INDEX "intakes__by_day" ON "intakes" USING btree ("market_id","business_date");--> statement-breakpoint
CREATE INDEX "intakes__by_merchant" ON "intakes" USING btree ("market_id","merchant_id","entered_at");--> statement-breakpoint
CREATE INDEX "listing_batches__by_batch" ON "listing_batches" USING btree ("market_id","batch_id");--> statement-breakpoint
CREATE INDEX "listing_holds__by_hold" ON "listing_holds" USING btree ("market_id","sales_hold_id");--> statement-breakpoint
CREATE INDEX "quick_tests__by_day" ON "quick_tests" USING btree ("market_id","business_date","tested_at");--> statement-breakpoint
CREATE INDEX "quick_tests__by_batch" ON "quick_tests" USING btree ("market_id","batch_id");--> statement-breakpoint
CREATE INDEX "quick_tests__by_merchant" ON "quick_tests" USING btree ("market_id","merchant_id","tested_at");--> statement-breakpoint
CREATE INDEX "recalls__by_time" ON "recalls" USING btree ("market_id","started_at");--> statement-breakpoint
CREATE INDEX "sale_batches__by_sale" ON "sale_batches" USING btree ("market_id","sale_id");--> statement-breakpoint
CREATE INDEX "sales_holds__by_batch" ON "sales_holds" USING btree ("market_id","batch_id");--> statement-breakpoint
CREATE INDEX "sales_holds__open" ON "sales_holds" USING btree ("market_id","held_at") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "stored_files__by_time" ON "stored_files" USING btree ("market_id","created_at");--> statement-breakpoint
CREATE INDEX "suppliers__by_name" ON "suppliers" USING btree ("market_id","name");--> statement-breakpoint
CREATE INDEX "transformation_parts__by_batch" ON "transformation_parts" USING btree ("market_id","batch_id","direction");--> statement-breakpoint
CREATE POLICY "batches__own_market" ON "batches" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "batches__system" ON "batches" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "batches__own_merchant" ON "batches" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "batches"."merchant_id"));--> statement-breakpoint
CREATE POLICY "compliance_certificates__own_market" ON "compliance_certificates" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "compliance_certificates__system" ON "compliance_certificates" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "compliance_certificates__own_merchant" ON "compliance_certificates" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "compliance_certificates"."merchant_id"));--> statement-breakpoint
CREATE POLICY "disposals__own_market" ON "disposals" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "disposals__system" ON "disposals" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "disposals__own_merchant" ON "disposals" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "disposals"."merchant_id"));--> statement-breakpoint
CREATE POLICY "epcis_captures__own_market" ON "epcis_captures" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "epcis_captures__system" ON "epcis_captures" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "epcis_events__own_market" ON "epcis_events" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "epcis_events__system" ON "epcis_events" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "food_safety_rules__own_market" ON "food_safety_rules" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "food_safety_rules__system" ON "food_safety_rules" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "hold_breaches__own_market" ON "hold_breaches" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "hold_breaches__system" ON "hold_breaches" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "hold_breaches__own_merchant" ON "hold_breaches" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "hold_breaches"."merchant_id"));--> statement-breakpoint
CREATE POLICY "intake_papers__own_market" ON "intake_papers" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "intake_papers__system" ON "intake_papers" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "intake_papers__own_merchant" ON "intake_papers" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "intake_papers"."merchant_id"));--> statement-breakpoint
CREATE POLICY "intakes__own_market" ON "intakes" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "intakes__system" ON "intakes" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "intakes__own_merchant" ON "intakes" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "intakes"."merchant_id"));--> statement-breakpoint
CREATE POLICY "listing_batches__own_market" ON "listing_batches" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "listing_batches__system" ON "listing_batches" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "listing_batches__own_merchant" ON "listing_batches" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "listing_batches"."merchant_id"));--> statement-breakpoint
CREATE POLICY "listing_holds__own_market" ON "listing_holds" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "listing_holds__system" ON "listing_holds" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "listing_holds__own_merchant" ON "listing_holds" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "listing_holds"."merchant_id"));--> statement-breakpoint
CREATE POLICY "quick_tests__own_market" ON "quick_tests" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "quick_tests__system" ON "quick_tests" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "quick_tests__own_merchant" ON "quick_tests" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "quick_tests"."merchant_id"));--> statement-breakpoint
CREATE POLICY "recalls__own_market" ON "recalls" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "recalls__system" ON "recalls" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sale_batches__own_market" ON "sale_batches" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sale_batches__system" ON "sale_batches" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sale_batches__own_merchant" ON "sale_batches" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "sale_batches"."merchant_id"));--> statement-breakpoint
CREATE POLICY "sales_holds__own_market" ON "sales_holds" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "sales_holds__system" ON "sales_holds" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "sales_holds__own_merchant" ON "sales_holds" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "sales_holds"."merchant_id"));--> statement-breakpoint
CREATE POLICY "stored_files__own_market" ON "stored_files" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stored_files__system" ON "stored_files" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stored_files__own_merchant" ON "stored_files" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "stored_files"."merchant_id"));--> statement-breakpoint
CREATE POLICY "suppliers__own_market" ON "suppliers" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "suppliers__system" ON "suppliers" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "test_plans__own_market" ON "test_plans" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "test_plans__system" ON "test_plans" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "trace_days__own_market" ON "trace_days" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "trace_days__system" ON "trace_days" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "transformation_parts__own_market" ON "transformation_parts" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "transformation_parts__system" ON "transformation_parts" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "transformations__own_market" ON "transformations" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "transformations__system" ON "transformations" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);