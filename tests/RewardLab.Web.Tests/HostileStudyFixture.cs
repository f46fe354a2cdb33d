namespace RewardLab.Web.Tests;

/// <summary>The program while it serves a study of images with traps among them, and Mallory, who has joined.</summary>
public sealed class HostileStudyFixture : IDisposable
{
    private readonly ServedPages _served;

    public HostileStudyFixture()
    {
        TestImages.Write(Workplace, "images", 8);
        Workplace.Write("secret.png", "not for you");
        Workplace.Write("images/notes.txt", "not for you either");
        TestImages.WritePng(Workplace["outside.png"], 1, 2, 3);

        // Links: one out of the folder, one inside it, a folder that leads out, and what will be a page that calls itself an image.
        File.CreateSymbolicLink(Workplace["images/out.png"], Workplace["outside.png"]);
        File.CreateSymbolicLink(Workplace["images/in.png"], Workplace["images/0000.png"]);
        Directory.CreateSymbolicLink(Workplace["images/door"], Workplace.Folder);
        TestImages.WritePng(Workplace["images/page.png"], 1, 2, 3);
        File.AppendAllText(Workplace["images/metadata.jsonl"], """
            {"file_name":"out.png","text":"out"}
            {"file_name":"in.png","text":"in"}
            {"file_name":"door/outside.png","text":"door"}
            {"file_name":"page.png","text":"page"}

            """);
        _served = new ServedPages(Workplace, "label", "images");

        // What is not an image at the start is left out of the study; this one changes afterwards.
        Workplace.Write("images/page.png", "<script>alert(1)</script>");
        Base = _served.JoinAsync(Client, "Mallory").GetAwaiter().GetResult();
    }

    /// <summary>The link that asks for a name.</summary>
    public string Link => _served.Links[0];

    /// <summary>The address that Mallory's pages are below.</summary>
    public Uri Base { get; }

    internal Workplace Workplace { get; } = new();

    internal HttpClient Client { get; } = ServedPages.Client();

    public void Dispose()
    {
        Client.Dispose();
        _served.Dispose();
        Workplace.Dispose();
    }
}
