CREATE TABLE "callback_inbox" (
	"market_id" text NOT NULL,
	"channel" text NOT NULL,
	"event_id" text NOT NULL,
	"body_hash" text NOT NULL,
	"notice" jsonb NOT NULL,
	"state" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"processed_at" timestamp with time zone,
	CONSTRAINT "callback_inbox_market_id_channel_event_id_pk" PRIMARY KEY("market_id","channel","event_id")
);
--> statement-breakpoint
ALTER TABLE "callback_inbox" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "callback_nonces" (
	"market_id" text NOT NULL,
	"channel" text NOT NULL,
	"nonce" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "callback_nonces_market_id_channel_nonce_pk" PRIMARY KEY("market_id","channel","nonce")
);
--> statement-breakpoint
ALTER TABLE "callback_nonces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "charges" (
	"market_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"charge_number" text NOT NULL,
	"purpose_kind" text NOT NULL,
	"purpose_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"channel" text NOT NULL,
	"scene" text NOT NULL,
	"payment_account_id" text,
	"merchant_number" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"description" text NOT NULL,
	"payer_open_id" text,
	"state" text NOT NULL,
	"pay_parameters" jsonb,
	"pay_parameters_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"close_wanted_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"refusal" text,
	"next_check_at" timestamp with time zone,
	"checks" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "charges_market_id_charge_id_pk" PRIMARY KEY("market_id","charge_id"),
	CONSTRAINT "charges__number" UNIQUE("market_id","charge_number"),
	CONSTRAINT "charges__amount" CHECK ("charges"."amount_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "charges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payment_accounts" (
	"market_id" text NOT NULL,
	"payment_account_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"channel" text NOT NULL,
	"merchant_number" text NOT NULL,
	"app_id" text,
	"app_auth_token_encrypted" text,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "payment_accounts_market_id_payment_account_id_pk" PRIMARY KEY("market_id","payment_account_id")
);
--> statement-breakpoint
ALTER TABLE "payment_accounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payment_facts" (
	"market_id" text NOT NULL,
	"payment_fact_id" text NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "payment_facts_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"charge_id" text NOT NULL,
	"subject_id" text NOT NULL,
	"refund_purpose_id" text,
	"purpose_kind" text NOT NULL,
	"purpose_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"channel" text NOT NULL,
	"declared_means" text,
	"amount_fen" bigint NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"detail" text,
	"applied_at" timestamp with time zone,
	CONSTRAINT "payment_facts_market_id_payment_fact_id_pk" PRIMARY KEY("market_id","payment_fact_id"),
	CONSTRAINT "payment_facts__once" UNIQUE("market_id","kind","subject_id")
);
--> statement-breakpoint
ALTER TABLE "payment_facts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payment_quarantine" (
	"market_id" text NOT NULL,
	"quarantine_case_id" text NOT NULL,
	"channel" text NOT NULL,
	"kind" text NOT NULL,
	"charge_number" text NOT NULL,
	"reference" text NOT NULL,
	"expected" jsonb NOT NULL,
	"seen" jsonb NOT NULL,
	"found_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	"note" text,
	CONSTRAINT "payment_quarantine_market_id_quarantine_case_id_pk" PRIMARY KEY("market_id","quarantine_case_id"),
	CONSTRAINT "payment_quarantine__once" UNIQUE("market_id","channel","kind","charge_number","reference")
);
--> statement-breakpoint
ALTER TABLE "payment_quarantine" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payments" (
	"market_id" text NOT NULL,
	"payment_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"channel" text NOT NULL,
	"transaction_number" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"payer_amount_fen" bigint,
	"declared_means" text,
	"paid_at" timestamp with time zone NOT NULL,
	"business_date" date NOT NULL,
	"seen_by" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"late" boolean NOT NULL,
	"refund_reserved_fen" bigint NOT NULL,
	"refund_count" integer NOT NULL,
	CONSTRAINT "payments_market_id_payment_id_pk" PRIMARY KEY("market_id","payment_id"),
	CONSTRAINT "payments__charge" UNIQUE("market_id","charge_id"),
	CONSTRAINT "payments__transaction" UNIQUE("market_id","channel","transaction_number"),
	CONSTRAINT "payments__amount" CHECK ("payments"."amount_fen" > 0),
	CONSTRAINT "payments__refunds" CHECK ("payments"."refund_reserved_fen" between 0 and "payments"."amount_fen")
);
--> statement-breakpoint
ALTER TABLE "payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "reconciliation_differences" (
	"market_id" text NOT NULL,
	"difference_id" text NOT NULL,
	"channel" text NOT NULL,
	"business_date" date NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"ours" jsonb,
	"theirs" jsonb,
	"found_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	"note" text,
	CONSTRAINT "reconciliation_differences_market_id_difference_id_pk" PRIMARY KEY("market_id","difference_id"),
	CONSTRAINT "reconciliation_differences__once" UNIQUE("market_id","channel","business_date","kind","reference")
);
--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "refunds" (
	"market_id" text NOT NULL,
	"refund_id" text NOT NULL,
	"refund_number" text NOT NULL,
	"payment_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"purpose_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"channel_refund_number" text,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"failure" text,
	"next_check_at" timestamp with time zone,
	"checks" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "refunds_market_id_refund_id_pk" PRIMARY KEY("market_id","refund_id"),
	CONSTRAINT "refunds__number" UNIQUE("market_id","refund_number"),
	CONSTRAINT "refunds__purpose" UNIQUE("market_id","charge_id","purpose_id"),
	CONSTRAINT "refunds__amount" CHECK ("refunds"."amount_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "refunds" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_code_keys" (
	"market_id" text PRIMARY KEY NOT NULL,
	"secret_encrypted" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "stall_code_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_code_prints" (
	"market_id" text NOT NULL,
	"stall_code_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"version" integer NOT NULL,
	"code" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"last_seen_at" timestamp with time zone,
	CONSTRAINT "stall_code_prints_market_id_stall_code_id_pk" PRIMARY KEY("market_id","stall_code_id"),
	CONSTRAINT "stall_code_prints__code" UNIQUE("market_id","code"),
	CONSTRAINT "stall_code_prints__version" UNIQUE("market_id","stall_id","version")
);
--> statement-breakpoint
ALTER TABLE "stall_code_prints" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "stall_code_scans" (
	"market_id" text NOT NULL,
	"stall_code_scan_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"stall_code_id" text,
	"verdict" text NOT NULL,
	"content" text NOT NULL,
	"scanned_by" text NOT NULL,
	"scanned_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stall_code_scans_market_id_stall_code_scan_id_pk" PRIMARY KEY("market_id","stall_code_scan_id")
);
--> statement-breakpoint
ALTER TABLE "stall_code_scans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"market_id" text NOT NULL,
	"statement_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"kind" text NOT NULL,
	"charge_number" text NOT NULL,
	"transaction_number" text NOT NULL,
	"refund_number" text,
	"refund_state" text,
	"merchant_number" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"fee_fen" bigint,
	"happened_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_lines_market_id_statement_id_line_no_pk" PRIMARY KEY("market_id","statement_id","line_no")
);
--> statement-breakpoint
ALTER TABLE "statement_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statements" (
	"market_id" text NOT NULL,
	"statement_id" text NOT NULL,
	"channel" text NOT NULL,
	"business_date" date NOT NULL,
	"kind" text NOT NULL,
	"file_hash" text NOT NULL,
	"line_count" integer NOT NULL,
	"fetched_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statements_market_id_statement_id_pk" PRIMARY KEY("market_id","statement_id"),
	CONSTRAINT "statements__day" UNIQUE("market_id","channel","business_date","kind")
);
--> statement-breakpoint
ALTER TABLE "statements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_accounts" ADD CONSTRAINT "payment_accounts__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments__of_charge" FOREIGN KEY ("market_id","charge_id") REFERENCES "public"."charges"("market_id","charge_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds__payment" FOREIGN KEY ("market_id","payment_id") REFERENCES "public"."payments"("market_id","payment_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stall_code_prints" ADD CONSTRAINT "stall_code_prints__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines__statement" FOREIGN KEY ("market_id","statement_id") REFERENCES "public"."statements"("market_id","statement_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "callback_inbox__waiting" ON "callback_inbox" USING btree ("market_id","received_at") WHERE state = 'received';--> statement-breakpoint
CREATE UNIQUE INDEX "charges__one_live" ON "charges" USING btree ("market_id","purpose_kind","purpose_id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "charges__due" ON "charges" USING btree ("market_id","next_check_at") WHERE next_check_at is not null;--> statement-breakpoint
CREATE INDEX "charges__by_time" ON "charges" USING btree ("market_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "payment_accounts__one_live" ON "payment_accounts" USING btree ("market_id","stall_id","channel") WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "payment_facts__unapplied" ON "payment_facts" USING btree ("market_id","position") WHERE applied_at is null;--> statement-breakpoint
CREATE INDEX "payment_facts__position" ON "payment_facts" USING btree ("market_id","position");--> statement-breakpoint
CREATE INDEX "payments__by_day" ON "payments" USING btree ("market_id","business_date");--> statement-breakpoint
CREATE INDEX "refunds__due" ON "refunds" USING btree ("market_id","next_check_at") WHERE next_check_at is not null;--> statement-breakpoint
CREATE INDEX "stall_code_prints__by_code" ON "stall_code_prints" USING btree ("code");--> statement-breakpoint
CREATE UNIQUE INDEX "stall_code_prints__one_live" ON "stall_code_prints" USING btree ("market_id","stall_id") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "stall_code_scans__by_time" ON "stall_code_scans" USING btree ("market_id","scanned_at");--> statement-breakpoint
CREATE POLICY "callback_inbox__own_market" ON "callback_inbox" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "callback_inbox__system" ON "callback_inbox" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "callback_nonces__own_market" ON "callback_nonces" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "callback_nonces__system" ON "callback_nonces" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "charges__own_market" ON "charges" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "charges__system" ON "charges" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "payment_accounts__own_market" ON "payment_accounts" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "payment_accounts__system" ON "payment_accounts" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "payment_facts__own_market" ON "payment_facts" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "payment_facts__system" ON "payment_facts" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "payment_quarantine__own_market" ON "payment_quarantine" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "payment_quarantine__system" ON "payment_quarantine" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "payments__own_market" ON "payments" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "payments__system" ON "payments" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "reconciliation_differences__own_market" ON "reconciliation_differences" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "reconciliation_differences__system" ON "reconciliation_differences" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "refunds__own_market" ON "refunds" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "refunds__system" ON "refunds" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_code_keys__own_market" ON "stall_code_keys" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_code_keys__system" ON "stall_code_keys" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_code_prints__own_market" ON "stall_code_prints" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_code_prints__system" ON "stall_code_prints" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "stall_code_scans__own_market" ON "stall_code_scans" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "stall_code_scans__system" ON "stall_code_scans" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "statement_lines__own_market" ON "statement_lines" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "statement_lines__system" ON "statement_lines" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "statements__own_market" ON "statements" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "statements__system" ON "statements" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
-- Money once seen stays seen: nobody who serves requests or jobs can take a row of these away.
REVOKE DELETE ON charges, payments, refunds, payment_facts, callback_inbox, payment_quarantine, stall_code_scans
  FROM market_app, market_system;
