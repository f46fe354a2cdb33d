using RewardLab.Evaluation.Labels;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Web.Studies;
using RewardLab.Web.Texts;

namespace RewardLab.Web.Tests;

/// <summary>A study of labels that the test's own process serves, so that its clock is the test's.</summary>
internal sealed class ServedStudyFixture : IAsyncDisposable
{
    private readonly WebServer _server;

    private ServedStudyFixture(Study study, ManualTime time, StudyLinks links, WebServer server) =>
        (Study, Time, Links, _server) = (study, time, links, server);

    public Study Study { get; }

    /// <summary>The clock, which stands still until it is moved.</summary>
    public ManualTime Time { get; }

    public StudyLinks Links { get; }

    /// <summary>The coordinator's page.</summary>
    public string Coordinator => AddressOf(Links.Coordinator);

    /// <summary>Begins a study and serves it.</summary>
    /// <param name="workplace">Where its images and its file lie.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="annotatorsPerItem">How many people label each.</param>
    /// <param name="known">The right labels of the first images; none by default.</param>
    public static async Task<ServedStudyFixture> StartAsync(Workplace workplace, int count, int annotatorsPerItem, params LabelValue[] known)
    {
        TestImages.Write(workplace, "images", count);
        var time = new ManualTime();
        StudyItem[] items =
        [
            .. Enumerable.Range(0, count).Select(i => new StudyItem(0, $"prompt {i}", [new StudyImage(workplace["images"], $"{i:D4}.png")], [])
            {
                Known = i < known.Length ? known[i] : null,
            }),
        ];
        var study = Study.Begin(workplace["labels.db"], new StudyPlan(StudyKind.Labels, "test", annotatorsPerItem, 7), items, time);
        var links = new StudyLinks(study, isOpen: true);
        var server = await StudySite.StartAsync(
            new WebOptions { Address = WebAddress.Local with { Port = 0 } },
            0,
            new ServedStudy(study, links, PageTexts.English, 0),
            time,
            _ => { },
            TestContext.Current.CancellationToken);
        return new ServedStudyFixture(study, time, links, server);
    }

    /// <summary>The pages of whoever has a name.</summary>
    public string LinkOf(string name) => AddressOf(Links.TokenOf(name));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Study.Dispose();
    }

    private string AddressOf(string token) => $"{_server.Url}/s/{token}/";
}
