//! Payslips of the demo: a page of PDF for each employee, with an invented employer and invented amounts. The same
//! employee and day make the same bytes.

mod pay;

use jiff::civil::Date;
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use rust_decimal::Decimal;
use shared::domain::ids::EmployeeId;

use self::pay::Pay;

const EMPLOYER: &str = "Harbour & Finch Ltd (invented)";
const FOOTER: &str = "Invented for demonstration";

/// A4 in points: 210 x 297 mm at 72 points an inch.
const PAGE: (f32, f32) = (595.0, 842.0);
/// Where lines of text begin and amounts end.
const MARGINS: (f32, f32) = (56.0, 539.0);

type Colour = (f32, f32, f32);
const NAVY: Colour = (0.08, 0.18, 0.31);
const PALE: Colour = (0.93, 0.95, 0.97);
const GREY: Colour = (0.42, 0.46, 0.52);
const INK: Colour = (0.10, 0.11, 0.13);
const WHITE: Colour = (1.0, 1.0, 1.0);

/// Fonts that every reader of PDF has.
#[derive(Debug, Clone, Copy)]
enum Font {
    Plain,
    Bold,
}

impl Font {
    const fn name(self) -> Name<'static> {
        match self {
            Self::Plain => Name(b"Helvetica"),
            Self::Bold => Name(b"Helvetica-Bold"),
        }
    }
}

/// The payslip of one employee for one pay day.
#[must_use]
pub fn payslip(employee_id: &EmployeeId, pay_date: Date) -> Vec<u8> {
    let [catalog, pages, page, content, info, plain, bold] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages).lang(TextStr("en-GB"));
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(pages).contents(content);
    sheet.resources().fonts().pair(Font::Plain.name(), plain).pair(Font::Bold.name(), bold);
    sheet.finish();
    for (id, font) in [(plain, Font::Plain), (bold, Font::Bold)] {
        pdf.type1_font(id).base_font(font.name()).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(content, &drawn(employee_id, pay_date).finish());
    pdf.document_info(info).title(TextStr(&format!("Payslip {pay_date}"))).author(TextStr(EMPLOYER));
    pdf.finish()
}

fn drawn(employee_id: &EmployeeId, pay_date: Date) -> Content {
    let Pay { gross, tax, national_insurance, net } = pay::of(employee_id);
    let (left, right) = MARGINS;
    let mut sheet = Sheet(Content::new());
    sheet.block((0.0, 732.0), (PAGE.0, 110.0), NAVY);
    sheet.text((left, 790.0), (Font::Bold, 22.0, WHITE), EMPLOYER);
    sheet.text((left, 762.0), (Font::Plain, 13.0, WHITE), "Payslip");

    let pay_day = pay_date.strftime("%-d %B %Y").to_string();
    for (x, label, value) in [(left, "Employee ID", employee_id.as_str()), (320.0, "Pay date", &pay_day)] {
        sheet.text((x, 690.0), (Font::Plain, 9.0, GREY), label);
        sheet.text((x, 671.0), (Font::Bold, 14.0, INK), value);
    }

    sheet.block((left - 12.0, 606.0), (right - left + 24.0, 26.0), PALE);
    sheet.text((left, 615.0), (Font::Bold, 10.0, NAVY), "This month");
    let rows = [("Gross pay", gross), ("Income tax", -tax), ("National Insurance", -national_insurance)];
    let mut y = 580.0;
    for (label, amount) in rows {
        sheet.text((left, y), (Font::Plain, 11.0, INK), label);
        sheet.amount((right, y), (Font::Plain, 11.0, INK), amount);
        sheet.block((left - 12.0, y - 12.0), (right - left + 24.0, 0.6), PALE);
        y -= 30.0;
    }
    sheet.block((left - 12.0, 462.0), (right - left + 24.0, 36.0), NAVY);
    sheet.text((left, 475.0), (Font::Bold, 13.0, WHITE), "Net pay");
    sheet.amount((right, 475.0), (Font::Bold, 13.0, WHITE), net);

    sheet.text((left, 44.0), (Font::Plain, 9.0, GREY), FOOTER);
    sheet.0
}

/// A page that is drawn on. Places are points from the lower left corner.
struct Sheet(Content);

impl Sheet {
    fn block(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), (red, green, blue): Colour) {
        self.0.set_fill_rgb(red, green, blue).rect(x, y, width, height).fill_nonzero();
    }

    /// A line of text that begins at this place.
    fn text(&mut self, (x, y): (f32, f32), (font, size, colour): (Font, f32, Colour), text: &str) {
        let (red, green, blue) = colour;
        self.0.set_fill_rgb(red, green, blue).begin_text().set_font(font.name(), size).next_line(x, y);
        self.0.show(Str(&win_ansi(text))).end_text();
    }

    /// An amount that ends at this place.
    fn amount(&mut self, (x, y): (f32, f32), style: (Font, f32, Colour), amount: Decimal) {
        let text = pounds(amount);
        let width = text.chars().map(width).sum::<f32>() * style.1;
        self.text((x - width, y), style, &text);
    }
}

/// The width of a sign of an amount, in sizes of the font: both fonts' digits are alike.
const fn width(sign: char) -> f32 {
    match sign {
        ',' | '.' => 0.278,
        '-' => 0.333,
        _ => 0.556,
    }
}

/// Windows-1252, as far as it is Latin-1: all that is written here.
fn win_ansi(text: &str) -> Vec<u8> {
    text.chars().map(|sign| u8::try_from(sign).unwrap_or(b'?')).collect()
}

/// An amount in pounds, such as `-£1,234.50`.
fn pounds(amount: Decimal) -> String {
    let digits = format!("{:.2}", amount.abs());
    let (whole, pence) = digits.split_once('.').unwrap_or((&digits, "00"));
    let groups: Vec<_> = whole.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
    format!("{sign}£{}.{pence}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(id: &str) -> Vec<u8> {
        payslip(&EmployeeId::parse(id).unwrap(), "2026-11-30".parse().unwrap())
    }

    fn place(pdf: &[u8], text: &[u8]) -> Option<usize> {
        pdf.windows(text.len()).position(|window| window == text)
    }

    #[test]
    fn amounts_are_written_in_groups_of_three() {
        let rows = [(0, "£0.00"), (5, "£0.05"), (99_999, "£999.99"), (123_456_789, "£1,234,567.89")];
        for (pence, text) in rows {
            assert_eq!(pounds(Decimal::new(pence, 2)), text);
        }
        assert_eq!(pounds(Decimal::new(-123_450, 2)), "-£1,234.50");
        assert_eq!(pounds(-Decimal::ZERO), "£0.00");
    }

    #[test]
    fn a_payslip_is_a_whole_pdf_that_names_its_owner() {
        let pdf = demo("HF-0042");
        assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
        for text in ["(HF-0042)", "(30 November 2026)", EMPLOYER, FOOTER] {
            assert!(place(&pdf, text.as_bytes()).is_some(), "{text}");
        }
        // The last number says where the table of objects begins, and each of its lines where an object does.
        let tail = String::from_utf8(pdf[pdf.len() - 40..].to_vec()).unwrap();
        let start = tail.lines().rev().nth(1).unwrap().parse::<usize>().unwrap();
        assert!(pdf[start..].starts_with(b"xref\n0 8\n"));
        let table = String::from_utf8_lossy(&pdf[start..]);
        for (number, line) in table.lines().skip(3).take(7).enumerate() {
            let at: usize = line[..10].parse().unwrap();
            assert!(pdf[at..].starts_with(format!("{} 0 obj", number + 1).as_bytes()), "{line}");
        }
    }

    #[test]
    fn the_same_is_the_same_and_another_is_another() {
        assert_eq!(demo("HF-0042"), demo("HF-0042"));
        assert_ne!(demo("HF-0042"), demo("HF-0043"));
        assert!(demo("HF-0042").len() < 4_096, "small");
    }

    #[test]
    fn a_bracket_in_an_employee_id_does_not_end_the_text() {
        assert!(place(&demo("HF(42)"), b"(HF(42))").is_some(), "brackets in pairs may stay");
        assert!(place(&demo("HF)42("), br"(HF\)42\()").is_some());
    }
}
