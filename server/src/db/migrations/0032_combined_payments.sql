CREATE TABLE "shipping_reports" (
	"market_id" text NOT NULL,
	"charge_id" text NOT NULL,
	"logistics" text NOT NULL,
	"item_description" text NOT NULL,
	"handed_over_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	"detail" text,
	"done_at" timestamp with time zone,
	CONSTRAINT "shipping_reports_market_id_charge_id_pk" PRIMARY KEY("market_id","charge_id")
);
--> statement-breakpoint
ALTER TABLE "shipping_reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "terminal_receipts" (
	"market_id" text NOT NULL,
	"terminal_receipt_id" text NOT NULL,
	"dedup_key" text NOT NULL,
	"stall_id" text NOT NULL,
	"acquirer" text NOT NULL,
	"merchant_number" text NOT NULL,
	"terminal_number" text NOT NULL,
	"batch_number" text NOT NULL,
	"reference" text NOT NULL,
	"kind" text NOT NULL,
	"means" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"fee_fen" bigint,
	"card_masked" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"business_date" date NOT NULL,
	"charge_id" text,
	"import_id" text NOT NULL,
	"imported_at" timestamp with time zone NOT NULL,
	CONSTRAINT "terminal_receipts_market_id_terminal_receipt_id_pk" PRIMARY KEY("market_id","terminal_receipt_id"),
	CONSTRAINT "terminal_receipts__once" UNIQUE("market_id","dedup_key"),
	CONSTRAINT "terminal_receipts__amount" CHECK ("terminal_receipts"."amount_fen" > 0)
);
--> statement-breakpoint
ALTER TABLE "terminal_receipts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "charges" ADD COLUMN "combined_number" text;--> statement-breakpoint
ALTER TABLE "shipping_reports" ADD CONSTRAINT "shipping_reports__charge" FOREIGN KEY ("market_id","charge_id") REFERENCES "public"."charges"("market_id","charge_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "terminal_receipts" ADD CONSTRAINT "terminal_receipts__stall" FOREIGN KEY ("market_id","stall_id") REFERENCES "public"."stalls"("market_id","stall_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shipping_reports__due" ON "shipping_reports" USING btree ("market_id","next_try_at") WHERE next_try_at is not null;--> statement-breakpoint
CREATE INDEX "terminal_receipts__by_day" ON "terminal_receipts" USING btree ("market_id","business_date");--> statement-breakpoint
CREATE INDEX "terminal_receipts__by_terminal" ON "terminal_receipts" USING btree ("market_id","terminal_number");--> statement-breakpoint
CREATE INDEX "charges__combined" ON "charges" USING btree ("market_id","combined_number") WHERE combined_number is not null;--> statement-breakpoint
CREATE POLICY "shipping_reports__own_market" ON "shipping_reports" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "shipping_reports__system" ON "shipping_reports" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "terminal_receipts__own_market" ON "terminal_receipts" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "terminal_receipts__system" ON "terminal_receipts" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);