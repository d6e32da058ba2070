CREATE TABLE "reconciliation_days" (
	"market_id" text NOT NULL,
	"channel" text NOT NULL,
	"business_date" date NOT NULL,
	"state" text NOT NULL,
	"lines" integer DEFAULT 0 NOT NULL,
	"matched" integer DEFAULT 0 NOT NULL,
	"differences" integer DEFAULT 0 NOT NULL,
	"fund_flow" text,
	"detail" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"next_try_at" timestamp with time zone,
	CONSTRAINT "reconciliation_days_market_id_channel_business_date_pk" PRIMARY KEY("market_id","channel","business_date")
);
--> statement-breakpoint
ALTER TABLE "reconciliation_days" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "statements" DROP CONSTRAINT "statements__day";--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD COLUMN "taken_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "reconciliation_differences" ADD COLUMN "taken_by" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "earlier_numbers" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "account" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements__day" UNIQUE("market_id","channel","business_date","kind","account");--> statement-breakpoint
CREATE POLICY "reconciliation_days__own_market" ON "reconciliation_days" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "reconciliation_days__system" ON "reconciliation_days" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);