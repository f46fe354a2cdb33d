using RewardLab.Abstractions;
using RewardLab.Runs.Captions;
using RewardLab.Runs.Images;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sources;
using RewardLab.Terminal;

namespace RewardLab.Jobs.Studies;

/// <summary>Leaves out, by name and number, what cannot be shown: a person could only guess.</summary>
internal sealed class ReadableImages(Session session)
{
    private int _count;

    /// <summary>What the program ends with: <see cref="ExitCode.Partial"/> once something was left out.</summary>
    public int ExitCode { get; private set; } = Terminal.ExitCode.Success;

    /// <summary>The images that can be read.</summary>
    /// <exception cref="RewardLabException">None can.</exception>
    public IReadOnlyList<PromptedImage> Find(IReadOnlyList<PromptedImage> images)
    {
        PromptedImage[] left = [.. images.Where(entry => IsReadable(entry.Image))];
        Finish(left.Length);
        return left;
    }

    /// <summary>Says which images of a folder nothing gives a prompt, so that they are not shown: metadata may name some alone.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="found">Its images that have a prompt.</param>
    public void NameThoseWithoutPrompt(string folder, IReadOnlyList<PromptedImage> found)
    {
        var left = ImagePrompts.WithoutPrompt(folder, [.. found.Select(entry => new ImagePrompt(entry.Image.Path, entry.Prompt))]);
        if (left.Count > 0)
        {
            ExitCode = Terminal.ExitCode.Partial;
            session.Screen.Error.WriteLine(
                $"rewardlab: {left.Count} {(left.Count == 1 ? "image has no prompt of its own and is" : "images have no prompt of their own and are")} left "
                + $"out, such as '{left[0]}'. Name them in the metadata, or give a table with --prompts.");
        }
    }

    /// <summary>The models with the images that can be read; a prompt of which none can is left out.</summary>
    /// <exception cref="RewardLabException">None can.</exception>
    public IReadOnlyList<ModelImages> Find(IReadOnlyList<ModelImages> models)
    {
        ModelImages[] left =
        [
            .. models.Select(model => model with
            {
                Images = model.Images.Select(entry => (entry.Key, Images: (IReadOnlyList<StudyImage>)[.. entry.Value.Where(IsReadable)]))
                    .Where(entry => entry.Images.Count > 0)
                        .ToDictionary(entry => entry.Key, entry => entry.Images, StringComparer.Ordinal),
            }),
        ];
        Finish(left.Sum(model => model.Images.Sum(entry => entry.Value.Count)));
        return left;
    }

    private bool IsReadable(StudyImage image)
    {
        if (ImageFiles.Problem(image.Path) is not { } problem)
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
        session.Screen.Error.WriteLine($"rewardlab: {_count} of {_count + leftCount} images could not be read and were skipped.");
        if (leftCount == 0)
        {
            throw new RewardLabException("There is no image to show.");
        }
    }
}
