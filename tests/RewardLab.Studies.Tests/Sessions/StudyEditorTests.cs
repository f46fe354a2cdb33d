using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Results;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Tests.Sessions;

public sealed class StudyEditorTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Changes_OfAStudy_AreMadeAndKeptInItsHistory()
    {
        _fixture.Begin(_fixture.Items(3)).Dispose();
        using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            editor.Add(_fixture.Items(5)).ShouldBe(2);
            editor.Add(_fixture.Items(5)).ShouldBe(0);
            editor.SetAnnotatorsPerItem(5);
            editor.SetAnnotatorsPerItem(5);
            editor.Close([2, 4], isClosed: true).ShouldBe(2);
            editor.Close([4], isClosed: false).ShouldBe(1);
            Should.Throw<RewardLabException>(() => editor.SetAnnotatorsPerItem(0));
            Should.Throw<RewardLabException>(() => editor.Close([1, 6], isClosed: true)).Message.ShouldContain("no item 6");
        }

        var content = StudyContent.Read(_fixture.Path);
        content.Plan.AnnotatorsPerItem.ShouldBe(5);
        content.Items.Select(item => item.IsClosed).ShouldBe([false, true, false, false, false]);
        content.Changes.Select(change => change.Text).ShouldBe(
        [
            "begun with 3 items, 3 annotators each",
            "added 2 items, which makes 5",
            "annotators each: 3 before, 5 now",
            "closed: items 2, 4",
            "opened again: item 4",
        ]);
        (content.Changes[1].Saved - content.Changes[0].Saved).ShouldBe(TimeSpan.FromMinutes(1));
        StudyTables.Create(content, _fixture.Path, 0).Single(table => table.Title == "Changes of the study").Rows.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Item_ThatIsClosed_IsAskedNoMoreAndItsAnswersCount()
    {
        using (var study = _fixture.Begin(_fixture.Items(3)))
        {
            await study.SaveAsync([new NewAnswer(study.Join("Anna").Id, 2, StudyQuestion.Match, 1)]);
        }

        using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
        {
            editor.Close([2], isClosed: true);
        }

        using var again = Study.Open(_fixture.Path, _fixture.Time);
        var (anna, ben) = (again.Join("Anna"), again.Join("Ben"));
        again.Board.Next(ben, new HashSet<long>(), 8).Select(item => item.Id).ShouldBe([1, 3], ignoreOrder: true);
        again.Board.ProgressOf(ben).Total.ShouldBe(2);
        again.Board.ProgressOf(anna).ShouldBe(new StudyProgress(1, 3));
        StudyContent.Read(_fixture.Path).Latest.ShouldHaveSingleItem().Answer.Item.ShouldBe(2);
    }

    [Fact]
    public async Task Seats_ThatAreAdded_AreOpenAgain()
    {
        using (var study = _fixture.Begin(_fixture.Items(1), StudyFixture.Plan(each: 1)))
        {
            await study.SaveAsync([new NewAnswer(study.Join("Anna").Id, 1, StudyQuestion.Match, 1)]);
            study.Board.Next(study.Join("Ben"), new HashSet<long>(), 1).ShouldBeEmpty();
        }

        using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
        {
            editor.SetAnnotatorsPerItem(2);
        }

        using var again = Study.Open(_fixture.Path, _fixture.Time);
        again.Board.Next(again.Join("Ben"), new HashSet<long>(), 1).ShouldHaveSingleItem();
    }

    [Fact]
    public void Links_OfAStudy_LiveUntilTheyAreRenewed()
    {
        (string Session, string Anna) Tokens()
        {
            using var study = _fixture.Begin(_fixture.Items(1));
            return (study.SessionToken(), study.Join("Anna").Token);
        }

        var before = Tokens();
        Tokens().ShouldBe(before, "a restart changes nothing");
        using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
        {
            editor.Renew("ANNA");
            Should.Throw<RewardLabException>(() => editor.Renew("Ben")).Message.ShouldContain("Its annotators are Anna");
        }

        Tokens().Session.ShouldBe(before.Session);
        Tokens().Anna.ShouldNotBe(before.Anna);
        using (var editor = StudyEditor.Open(_fixture.Path, _fixture.Time))
        {
            editor.RenewSession();
        }

        Tokens().Session.ShouldNotBe(before.Session);
    }

    [Fact]
    public void Address_OfAStudy_IsRememberedWithItsPort()
    {
        using (var study = _fixture.Begin(_fixture.Items(1)))
        {
            study.Port.ShouldBeNull();
            study.Remember(new Uri("http://127.0.0.1:4747/s/x/"), isUsual: false);
            study.Remember(new Uri("http://127.0.0.1:5000"), isUsual: false);
            (study.Address, study.Port).ShouldBe(("http://127.0.0.1:5000", 4747), "a port that was taken in its place is not kept");
            study.Remember(new Uri("http://127.0.0.1:6000"), isUsual: true);
        }

        using var again = Study.Open(_fixture.Path, _fixture.Time);
        (again.Address, again.Port).ShouldBe(("http://127.0.0.1:6000", 6000));
    }
}
