/*
 * Encrypts an office document of before XML with Apache POI: java MakeBinary.java NAME MODE PASSWORD [PLAIN]. MODE is one
 * of EncryptionMode; a document (.doc) is made of PLAIN. Everybody in it is made up.
 */
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.reflect.Field;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hssf.record.FilePassRecord;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFSheet;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.hwpf.HWPFDocument;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;

public class MakeBinary {
    private static void workbook(FileOutputStream out, EncryptionMode mode) throws Exception {
        HSSFWorkbook book = new HSSFWorkbook();
        HSSFSheet sheet = book.createSheet("Patients");
        for (int i = 0; i < 120; i++)
            sheet.createRow(i).createCell(0).setCellValue(i == 119 ? "536-90-4397" : i == 0 ? "ssn" : "none at rest " + i);
        if (mode == EncryptionMode.cryptoAPI) {
            book.createInformationProperties();
            book.getSummaryInformation().setTitle("SSN: 536-90-4398");
        } else {
            /* Only CryptoAPI encrypts properties, and POI refuses to write any others. */
            FilePassRecord pass = new FilePassRecord(mode);
            Field flags = EncryptionInfo.class.getDeclaredField("encryptionFlags");
            flags.setAccessible(true);
            flags.setInt(pass.getEncryptionInfo(), EncryptionInfo.flagDocProps.set(0));
            book.getInternalWorkbook().getWorkbookRecordList().add(1, pass);
        }
        book.write(out);
    }

    private static void presentation(FileOutputStream out) throws Exception {
        HSLFSlideShow show = new HSLFSlideShow();
        for (int i = 0; i < 3; i++)
            show.createSlide().createTextBox().setText("Seen for cough, at rest. SSN: 536-90-439" + (7 - i));
        show.getSlideShowImpl().createInformationProperties();
        show.getSlideShowImpl().getSummaryInformation().setTitle("SSN: 536-90-4398");
        show.write(out);
    }

    public static void main(String[] args) throws Exception {
        EncryptionMode mode = EncryptionMode.valueOf(args[1]);
        HWPFDocument document = args.length > 3 ? new HWPFDocument(new FileInputStream(args[3])) : null;
        Biff8EncryptionKey.setCurrentUserPassword(args[2]);
        try (FileOutputStream out = new FileOutputStream(args[0])) {
            if (document != null)
                document.write(out);
            else if (args[0].endsWith(".ppt"))
                presentation(out);
            else
                workbook(out, mode);
        }
    }
}
