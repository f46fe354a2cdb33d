using RewardLab.Abstractions;
using RewardLab.Runs.Captions;
using RewardLab.Runs.Images;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sources;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Studies;

/// <summary>Leaves out, by name and number, what cannot be shown: a person could only guess.</summary>
internal sealed class ReadablePictures(Session session)
{
    private int _count;

    /// <summary>What the program ends with: <see cref="ExitCode.Partial"/> once something was left out.</summary>
    public int ExitCode { get; private set; } = Terminal.ExitCode.Success;

    /// <summary>The images that can be read.</summary>
    /// <exception cref="RewardLabException">None can.</exception>
    public IReadOnlyList<PromptedPicture> Of(IReadOnlyList<PromptedPicture> pictures)
    {
        PromptedPicture[] left = [.. pictures.Where(entry => IsReadable(entry.Picture))];
        Finish(left.Length);
        return left;
    }

    /// <summary>Says which images of a folder nothing gives a prompt, so that they are not shown: metadata may name some alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="found">Its images that have a prompt.</param>
    public void NameThoseWithoutPrompt(string folder, IReadOnlyList<PromptedPicture> found)
    {
        var left = ImagePrompts.WithoutPrompt(folder, [.. found.Select(entry => new ImagePrompt(entry.Picture.Path, entry.Prompt))]);
        if (left.Count > 0)
        {
            ExitCode = Terminal.ExitCode.Partial;
            session.Screen.Error.WriteLine($"rewardlab: {left.Count} {(left.Count == 1 ? "image has no prompt of its own and is" : "images have no prompt of their own and are")} left out, such as '{left[0]}': name them in the metadata, or give a table with --prompts.");
        }
    }

    /// <summary>The models with the images that can be read; a prompt of which none can is left out.</summary>
    /// <exception cref="RewardLabException">None can.</exception>
    public IReadOnlyList<ModelPictures> Of(IReadOnlyList<ModelPictures> models)
    {
        ModelPictures[] left =
        [
            .. models.Select(model => model with
            {
                Pictures = model.Pictures.Select(entry => (entry.Key, Pictures: (IReadOnlyList<StudyPicture>)[.. entry.Value.Where(IsReadable)])).Where(entry => entry.Pictures.Count > 0)
                    .ToDictionary(entry => entry.Key, entry => entry.Pictures, StringComparer.Ordinal),
            }),
        ];
        Finish(left.Sum(model => model.Pictures.Sum(entry => entry.Value.Count)));
        return left;
    }

    private bool IsReadable(StudyPicture picture)
    {
        if (ImageFiles.Problem(picture.Path) is not { } problem)
        {
            return true;
        }

        session.Screen.Error.WriteLine($"rewardlab: skipped: {problem}");
        _count++;
        return false;
    }

    private void Finish(int leftCount)
    {
        if (_count == 0)
        {
            return;
        }

        ExitCode = Terminal.ExitCode.Partial;
        session.Screen.Error.WriteLine($"rewardlab: {_count} of {_count + leftCount} pictures could not be read and were skipped.");
        if (leftCount == 0)
        {
            throw new RewardLabException("There is no picture to show.");
        }
    }
}
