using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Tests.Sessions;

/// <summary>Studies are read where nothing can be written, and as they were written by version 0.1.</summary>
public sealed class StudyReadingTests : IDisposable
{
    private readonly StudyFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Study_InAFolderThatCannotBeWritten_IsRead(bool isByPermission)
    {
        using (var study = _fixture.Begin(_fixture.Items(3)))
        {
            await study.SaveAsync([new NewAnswer(study.Join("Anna").Id, 1, StudyQuestion.Match, 1)]);
        }

        // What a folder without permission makes impossible, also for the superuser: a file of shared memory beside the study.
        Directory.CreateDirectory(_fixture.Path + "-shm");
        if (isByPermission)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Permissions do not hold for this user.");
        }

        if (isByPermission && !OperatingSystem.IsWindows())
        {
            Directory.Delete(_fixture.Path + "-shm");
            File.SetUnixFileMode(_fixture.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        try
        {
            StudyContent.Read(_fixture.Path).Answers.ShouldHaveSingleItem();
        }
        finally
        {
            if (isByPermission && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_fixture.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    [Fact]
    public async Task Answers_StillInTheLogOfSuchAStudy_AreReadToo()
    {
        var place = Path.Combine(_fixture.Folder, "copy");
        Directory.CreateDirectory(place);
        using (var study = _fixture.Begin(_fixture.Items(3)))
        {
            await study.SaveAsync([new NewAnswer(study.Join("Anna").Id, 1, StudyQuestion.Match, 1)]);
            new FileInfo(_fixture.Path + "-wal").Length.ShouldBeGreaterThan(0);
            File.Copy(_fixture.Path, Path.Combine(place, "labels.db"));
            File.Copy(_fixture.Path + "-wal", Path.Combine(place, "labels.db-wal"));
        }

        Directory.CreateDirectory(Path.Combine(place, "labels.db-shm"));

        StudyContent.Read(Path.Combine(place, "labels.db")).Answers.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("labels.db", 3, 48)]
    [InlineData("judgements.db", 0, 4)]
    public async Task Study_OfVersion01_IsReadAndContinued(string name, int people, int answers)
    {
        var path = Path.Combine(_fixture.Folder, name);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Former", name), path);
        var before = File.ReadAllBytes(path);

        var content = StudyContent.Read(path);
        content.People.Count.ShouldBe(people);
        content.Answers.Count.ShouldBe(answers);
        content.Items.ShouldAllBe(item => !item.IsClosed);
        File.ReadAllBytes(path).ShouldBe(before, "reading does not write");

        using (var study = Study.Open(path, _fixture.Time))
        {
            await study.SaveAsync([new NewAnswer(study.Join("Dora").Id, 1, study.Plan.Questions[0], 1)]);
        }

        using (var editor = StudyEditor.Open(path, _fixture.Time))
        {
            editor.Close([1], isClosed: true);
        }

        var after = StudyContent.Read(path);
        after.People.Count.ShouldBe(people + 1);
        after.Answers.Count.ShouldBe(answers + 1);
        after.Items[0].IsClosed.ShouldBeTrue();
        after.Changes.ShouldHaveSingleItem();
    }

    [Fact]
    public void Images_OfAStudy_HaveTheHashesOfTheirFiles()
    {
        _fixture.WriteImage("p000.png");
        _fixture.Begin(_fixture.Items(2)).Dispose();

        var items = StudyContent.Read(_fixture.Path).Items;
        items[0].First[0].Sha256.ShouldBe(ImageHash.Compute(Path.Combine(_fixture.Folder, "p000.png")));
        items[0].First[0].Sha256!.Length.ShouldBe(64);
        items[1].First[0].Sha256.ShouldBeNull("there is no such file");
    }
}
